/** The papers of this phone as the screens handle them. */

import { sha256 } from "../store/digest.ts";
import type { View } from "../sync/caseload.ts";
import type { MediaTypeCode } from "../sync/kinds.gen.ts";
import type { Paper } from "../sync/papers.ts";
import { unsentPapers } from "../sync/papers.ts";
import { NotebookError } from "./failure.ts";
import type { Ledger } from "./ledger.ts";
import type { Office } from "./office.ts";

export interface ChosenPaper {
  /** The id that its attachment will have. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaTypeCode;
  readonly content: Blob;
  /** The key of the form's draft, which is kept before: a paper goes with its draft, and with it becomes an attachment. */
  readonly draft: string;
}

export class PhonePapers {
  readonly #ledger: Ledger;
  readonly #office: Office;

  constructor(ledger: Ledger, office: Office) {
    this.#ledger = ledger;
    this.#office = office;
  }

  /** A paper that is on this phone because the office does not have it yet. */
  get(id: string): Paper | undefined {
    return this.#here(id, (paper) => paper.delivered === undefined);
  }

  /** Those that wait for the office, without those of drafts. */
  unsent(): Paper[] {
    return unsentPapers(this.#ledger.state.papers);
  }

  /** Keeps a paper. Resolves when the disk has it, or when its draft is gone; fails with a `SaveFailure`, and nothing is kept then. */
  async keep({ content, ...chosen }: ChosenPaper): Promise<void> {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const paper = { ...chosen, size: bytes.length, sha256: await sha256(bytes) };
    await this.#ledger.step(({ papers }) => {
      // The form was saved or thrown away meanwhile: nothing would speak of this paper any more.
      if (!this.#ledger.drafts.has(paper.draft)) return undefined;
      return { papers: [...papers, paper], contents: [{ id: paper.id, bytes }] };
    });
  }

  /** Forgets a paper: one of a draft, or one that the office has refused for good. The caller has asked for confirmation. */
  async drop(paper: string): Promise<void> {
    await this.#ledger.step(({ papers }) => ({
      papers: papers.filter(({ id, draft, code }) => id !== paper || (draft === null && code === undefined)),
    }));
  }

  /**
   * The content of an attachment: this phone's own, or else the office's. Fails with a `NotebookError`: `offline`,
   * `unexpected_reply`, or the code of the office's problem, `not_found` where another phone has not sent it yet.
   */
  async content(id: string, attachment?: View): Promise<Blob> {
    const own = this.#here(id);
    const bytes = own && (await this.#ledger.store.content(id));
    if (own && bytes) return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: own.mediaType });
    const { size, sha256: expected, media_type: type } = attachment?.fields ?? {};
    const answer = await this.#office.content(id, Number(size ?? 0));
    if (answer.is === "problem") throw new NotebookError(answer.code);
    if (answer.is !== "reply") throw new NotebookError(answer.is === "unexpected" ? "unexpected_reply" : "offline");
    const received = new Uint8Array(await answer.body.arrayBuffer());
    if ((await sha256(received)) !== expected) throw new NotebookError("unexpected_reply");
    return new Blob([received], { type: String(type) });
  }

  #here(id: string, wanted: (paper: Paper) => boolean = () => true): Paper | undefined {
    return this.#ledger.state.papers.find((paper) => paper.id === id && wanted(paper));
  }

  /** All papers that the office does not have, with their contents, for a file that can be read without this phone. */
  exported(): Promise<object[]> {
    const papers = this.#ledger.state.papers.filter(({ delivered }) => delivered === undefined);
    return Promise.all(
      papers.map(async ({ id, name, mediaType, sha256, draft }) => ({
        id,
        name,
        media_type: mediaType,
        sha256,
        draft,
        content_base64: base64((await this.#ledger.store.content(id)) ?? new Uint8Array()),
      })),
    );
  }
}

const CHUNK = 0x8000;

function base64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}
