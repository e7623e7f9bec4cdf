/** One photo or paper in a list: a small picture where this phone has it, its name, what it is and how large. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { MediaTypeCode } from "../../sync/kinds.gen.ts";
import { codeWord } from "../language.ts";
import { notebook, one } from "../notebook.ts";
import { sizeWords } from "../size.ts";

export interface PaperFacts {
  name: string;
  mediaType: MediaTypeCode | undefined;
  size: number;
}

/** What is known of an attachment, whether it is a paper of a form or a record. */
export function factsOf(id: string): PaperFacts {
  const paper = notebook().papers.get(id);
  const { name = "", media_type: mediaType, size = 0 } = one("attachment", id)?.fields ?? {};
  return paper ? { ...paper, name: name || paper.name } : { name, mediaType, size };
}

export function PaperRow({
  id,
  state,
  children,
}: {
  id: string;
  state?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { name, mediaType, size } = factsOf(id);
  return (
    <li class="paper">
      <Thumbnail id={id} />
      <div class="paper__words">
        <p class="paper__name">{name}</p>
        <p class="soft small number">
          {[mediaType && codeWord("media_type", mediaType), sizeWords(size)].filter(Boolean).join(" / ")}
        </p>
        {state}
      </div>
      {children}
    </li>
  );
}

/** Only what lies on this phone is shown unasked: what the office has costs the network. The name beside it says what it is. */
function Thumbnail({ id }: { id: string }) {
  const url = useSignal("");
  const mediaType = notebook().papers.get(id)?.mediaType;
  const isPicture = mediaType?.startsWith("image/") ?? false;
  useEffect(() => {
    let made = "";
    let isGone = false;
    const show = async () => {
      const content = await notebook().papers.content(id);
      if (isGone) return;
      made = URL.createObjectURL(content);
      url.value = made;
    };
    if (isPicture) void show().catch(() => undefined);
    return () => {
      isGone = true;
      URL.revokeObjectURL(made);
    };
  }, [id, isPicture, url]);
  return <div class="paper__picture">{url.value !== "" && <img src={url} alt="" />}</div>;
}
