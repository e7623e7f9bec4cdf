/** The attachments of this phone as the screens handle them. */

import { sha256 } from "../store/digest.ts";
import { newContentKey } from "../store/keyring.ts";
import type { LocalAttachment } from "../sync/attachments.ts";
import { unsentAttachments } from "../sync/attachments.ts";
import { toBase64 } from "../sync/base64.ts";
import type { View } from "../sync/caseload.ts";
import { bytesOf, COPIES_BYTES, type CopiesReport, type Copy, withCopy } from "../sync/copies.ts";
import type { IdsAndClock } from "../sync/idsandclock.ts";
import type { MediaTypeCode } from "../sync/kinds.gen.ts";
import { failureOf } from "./account.ts";
import { NotebookError } from "./failure.ts";
import { isUnheard } from "./line.ts";
import type { Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";

export interface ChosenAttachment {
  /** The id that its record will have. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaTypeCode;
  readonly content: Blob;
  /** The key of the form's draft, which is kept before: the file goes with its draft, and its record is queued with the form. */
  readonly draft: string;
}

/** A copy that was looked at within this time counts as used last already: looking is not to cost a write each time. */
const USED_ANEW_AFTER_MS = 3_600_000;

export class PhoneAttachments {
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #viewOf: (id: string) => View | undefined;
  readonly #idsAndClock: IdsAndClock;

  constructor(
    phoneState: PhoneState,
    office: Office,
    viewOf: (id: string) => View | undefined,
    idsAndClock: IdsAndClock,
  ) {
    this.#state = phoneState;
    this.#office = office;
    this.#viewOf = viewOf;
    this.#idsAndClock = idsAndClock;
  }

  /** An attachment that is on this phone because the office does not have it yet. */
  get(id: string): LocalAttachment | undefined {
    return this.#attachment(id, (attachment) => attachment.delivered === undefined);
  }

  /** Whether the content of an attachment is on this phone. */
  isHere(id: string): boolean {
    return this.#copy(id) !== undefined || this.#attachment(id) !== undefined;
  }

  /** What is kept of what the office has, and how much that may be. */
  kept(): CopiesReport {
    const { copies } = this.#state.current;
    return { count: copies.length, bytes: bytesOf(copies), mostBytes: COPIES_BYTES };
  }

  /** Those that wait for the office, without those of drafts. */
  unsent(): LocalAttachment[] {
    return unsentAttachments(this.#state.current.attachments);
  }

  /** Keeps an attachment. Resolves when the disk has it, or when its draft is gone; fails with a `SaveFailure`, and nothing is kept then. */
  async keep({ content, ...chosen }: ChosenAttachment): Promise<void> {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const key = newContentKey();
    const attachment = { ...chosen, size: bytes.length, sha256: await sha256(bytes), key };
    await this.#state.update(({ attachments }) => {
      // The form was saved or thrown away meanwhile: nothing would speak of this attachment any more.
      if (!this.#state.drafts.has(attachment.draft)) return undefined;
      return { attachments: [...attachments, attachment], contents: [{ id: attachment.id, bytes, key }] };
    });
  }

  /** Gives an attachment of a draft another name. Fails with a `SaveFailure`. */
  async rename(attachment: string, name: string): Promise<void> {
    await this.#state.update(({ attachments }) => ({
      attachments: attachments.map((each) =>
        each.id === attachment && each.draft !== null ? { ...each, name } : each,
      ),
    }));
  }

  /** Forgets an attachment: one of a draft, or one that the office has refused for good. The caller has asked for confirmation. */
  async drop(attachment: string): Promise<void> {
    await this.#state.update(({ attachments }) => ({
      attachments: attachments.filter(
        ({ id, draft, code }) => id !== attachment || (draft === null && code === undefined),
      ),
    }));
  }

  /**
   * The content of an attachment: from this phone, or else from the office; then it is kept here. Fails with a `NotebookError`: why
   * nothing is heard of the office (`Unheard`), `unexpected_reply`, or the code of the office's problem, `not_found` where another phone
   * has not sent it yet.
   */
  async content(id: string, attachment?: View): Promise<Blob> {
    const here = this.#attachment(id) ?? this.#copy(id);
    const bytes = here && (await this.#state.store.content(id, here.key));
    if (!here || !bytes) return this.#fromOffice(id, attachment);
    await this.#used(id).catch(() => undefined);
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: here.mediaType });
  }

  /** Brings one here that nobody has asked to see: `refused` where the office does not give it, `failed` where trying on is no use now. */
  async fetch(attachment: View): Promise<"kept" | "refused" | "failed"> {
    try {
      await this.#fromOffice(attachment.id, attachment);
      return this.isHere(attachment.id) ? "kept" : "failed";
    } catch (thrown) {
      const { code = "" } = thrown as Partial<NotebookError>;
      return isUnheard(code) || code === "signed_out" ? "failed" : "refused";
    }
  }

  async #fromOffice(id: string, attachment: View | undefined): Promise<Blob> {
    const user = this.#state.current.facts.session?.user.id;
    const { size = 0, sha256: expected, media_type: type } = attachment?.fields ?? {};
    const answer = await this.#office.content(id, Number(size));
    if (answer.is !== "reply") throw failureOf(answer);
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    if ((await sha256(bytes)) !== expected) throw new NotebookError("unexpected_reply");
    const mediaType = String(type) as MediaTypeCode;
    // A full phone shows it all the same.
    await this.#keepCopy({ id, mediaType, size: bytes.length, used: this.#idsAndClock.moment() }, bytes, user).catch(
      () => undefined,
    );
    return new Blob([bytes], { type: mediaType });
  }

  /** Not where somebody has signed out meanwhile, or may not see it any more. */
  #keepCopy(copy: Copy, bytes: Uint8Array, user: string | undefined): Promise<void> {
    return this.#state.update(({ facts, copies }) => {
      if (facts.session?.user.id !== user || this.#viewOf(copy.id)?.deleted !== false) return undefined;
      const kept = withCopy(copies, copy);
      return kept.includes(copy) ? { copies: kept, contents: [{ id: copy.id, bytes }] } : undefined;
    });
  }

  async #used(id: string): Promise<void> {
    const used = this.#idsAndClock.moment();
    const { used: before = used } = this.#copy(id) ?? {};
    if (Date.parse(used) - Date.parse(before) < USED_ANEW_AFTER_MS) return;
    await this.#state.update(({ copies }) => {
      const copy = copies.find((each) => each.id === id);
      return copy && { copies: withCopy(copies, { ...copy, used }) };
    });
  }

  #copy(id: string): Copy | undefined {
    return this.#state.current.copies.find((copy) => copy.id === id);
  }

  #attachment(
    id: string,
    isWanted: (attachment: LocalAttachment) => boolean = () => true,
  ): LocalAttachment | undefined {
    return this.#state.current.attachments.find((attachment) => attachment.id === id && isWanted(attachment));
  }

  /** All attachments that the office does not have, with their contents, for a file that can be read without this phone. */
  exported(): Promise<object[]> {
    const attachments = this.#state.current.attachments.filter(({ delivered }) => delivered === undefined);
    return Promise.all(
      attachments.map(async ({ id, name, mediaType, sha256, key, draft }) => ({
        id,
        name,
        media_type: mediaType,
        sha256,
        draft,
        content_base64: toBase64((await this.#state.store.content(id, key)) ?? new Uint8Array()),
      })),
    );
  }
}
