/** One attachment in a list: a small picture where this phone has it, its name, what it is and how large. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { MediaTypeCode } from "../../sync/kinds.gen.ts";
import { codeWord } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { sizeWords } from "../kit/size.ts";
import { notebook, one } from "../model/notebook.ts";

export interface AttachmentFacts {
  name: string;
  mediaType: MediaTypeCode | undefined;
  size: number;
}

/** What is known of an attachment, whether it is a file of a form or a record. */
export function factsOf(id: string): AttachmentFacts {
  const attachment = notebook().attachments.get(id);
  const { name = "", media_type: mediaType, size = 0 } = one("attachment", id)?.fields ?? {};
  return attachment ? { ...attachment, name: name || attachment.name } : { name, mediaType, size };
}

export function AttachmentRow({
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
    <li class="attachment">
      <Thumbnail id={id} />
      <div class="attachment__words">
        <p class="attachment__name">{name}</p>
        <p class="soft small number">
          {[mediaType && codeWord("media_type", mediaType), sizeWords(size)].filter(Boolean).join(" / ")}
        </p>
        {state}
      </div>
      {children}
    </li>
  );
}

/** One that opens at a tap, wherever it is tapped. */
export function AttachmentLink({
  id,
  state,
  children,
}: {
  id: string;
  state?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const { name, mediaType, size } = factsOf(id);
  return (
    <li class="attachment attachment--link">
      <Thumbnail id={id} />
      <div class="attachment__words">
        <a class="attachment__name attachment__open" href={hrefOf("attachment", id)}>
          {name}
        </a>
        <p class="soft small number">
          {[mediaType && codeWord("media_type", mediaType), sizeWords(size)].filter(Boolean).join(" / ")}
        </p>
        {children}
        {state}
      </div>
    </li>
  );
}

/** Only what lies on this phone is shown unasked: what the office has costs the network. The name beside it says what it is. */
function Thumbnail({ id }: { id: string }) {
  const url = useSignal("");
  const isPicture = notebook().attachments.isHere(id) && (factsOf(id).mediaType?.startsWith("image/") ?? false);
  useEffect(() => {
    let made = "";
    let isGone = false;
    const show = async () => {
      const content = await notebook().attachments.content(id);
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
  return <div class="attachment__picture">{url.value !== "" && <img src={url} alt="" />}</div>;
}
