/**
 * One attachment over the whole screen, to be looked at closely, turned, handed on, or shown at a counter. While it is shown to somebody,
 * the phone is in other hands.
 */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isUnheard } from "../../outbox/line.ts";
import type { MediaTypeCode } from "../../sync/kinds.gen.ts";
import { HandedOver } from "../forms/handedover.tsx";
import { t, tCode } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { named } from "../kit/photo.ts";
import { codeOf } from "../kit/problem.ts";
import { share } from "../kit/sharing.ts";
import { announce } from "../model/announce.ts";
import { notebook, one, type RecordOf } from "../model/notebook.ts";
import { AttachmentName } from "../parts/attachmentname.tsx";
import { Picture } from "../parts/picture.tsx";
import { State } from "../parts/state.tsx";
import { NotHere } from "./nothere.tsx";

export function AttachmentScreen({ id }: { id: string }) {
  const attachment = one("attachment", id);
  if (!attachment || attachment.view.deleted) return <NotHere />;
  return <Viewer attachment={attachment} />;
}

type Content = { is: "loading" } | { is: "here"; content: Blob; url: string } | { is: "missing"; code: string };

function Viewer({ attachment }: { attachment: RecordOf<"attachment"> }) {
  const { id, view, fields } = attachment;
  const name = fields.name ?? "";
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useSignal<Content>({ is: "loading" });
  const showing = useSignal(false);
  useEffect(() => {
    document.title = `${t("attachments.page")} | Banso`;
    heading.current?.focus({ preventScroll: true });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record may change while its content stays
  useEffect(() => opened(id, shown), [id]);
  const close = () => goBack("attachments", fields.case ?? view.scope);
  useEffect(() => {
    const heard = ({ key }: KeyboardEvent) => {
      if (key === "Escape" && !showing.value) close();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  });
  const file = shown.value;
  if (showing.value && file.is === "here")
    return <AtCounter name={name} url={file.url} done={() => endShowing(showing)} />;
  return (
    <div class="viewer">
      <div class="viewer__bar">
        <h1 ref={heading} tabIndex={-1} class="viewer__name">
          {name}
        </h1>
        <button type="button" class="button button--small" onClick={close}>
          {t("close")}
        </button>
      </div>
      {file.is === "loading" && (
        <p class="viewer__words" role="status">
          <State shape="sending">{t("attachments.opening")}</State>
        </p>
      )}
      {file.is === "missing" && (
        <p class="viewer__words field__error" role="alert">
          {isUnheard(file.code)
            ? t("attachments.open.unheard")
            : tCode("attachments.open", file.code, "attachments.open.other")}
        </p>
      )}
      {file.is === "here" && <Shown name={name} file={file} />}
      <div class="viewer__tools">
        {file.is === "here" && isPicture(file.content) && (
          <button type="button" class="button" onClick={() => void show(showing)}>
            {t("attachments.show")}
          </button>
        )}
        {file.is === "here" && (
          <button type="button" class="button button--quiet" onClick={() => void handOn(file.content, name)}>
            {t("attachments.share")}
          </button>
        )}
        <AttachmentName
          name={name}
          mediaType={fields.media_type}
          onNamed={(named) => notebook().write({ kind: "attachment", record: id, fields: { name: named } })}
        />
      </div>
    </div>
  );
}

/** In the hands of somebody at a counter: the picture, to be brought close and moved, and nothing else. */
function AtCounter({ name, url, done }: { name: string; url: string; done: () => void }) {
  return (
    <HandedOver label="shown" word={t("attachments.show.end")} onTakenBack={done} look="viewer viewer--showing">
      <h1 id="shown" class="viewer__name">
        {name}
      </h1>
      <Picture url={url} name={name} withTools={false} />
    </HandedOver>
  );
}

function Shown({ name, file }: { name: string; file: { content: Blob; url: string } }) {
  if (isPicture(file.content)) return <Picture url={file.url} name={name} withTools />;
  return <p class="viewer__words">{t("attachments.not_a_picture")}</p>;
}

function isPicture({ type }: Blob): boolean {
  return type.startsWith("image/");
}

/** Fetches the content. Returns how to let go of it. */
function opened(id: string, shown: Signal<Content>): () => void {
  let url = "";
  let isGone = false;
  notebook()
    .attachments.content(id, notebook().get(id))
    .then(
      (content) => {
        if (isGone) return;
        url = URL.createObjectURL(content);
        shown.value = { is: "here", content, url };
      },
      (failure) => {
        shown.value = { is: "missing", code: codeOf(failure) };
      },
    );
  return () => {
    isGone = true;
    URL.revokeObjectURL(url);
  };
}

async function show(showing: Signal<boolean>): Promise<void> {
  // A browser without it shows the same, with its own bars around. First, so that what is shown lies above it.
  await document.documentElement.requestFullscreen?.().catch(() => undefined);
  showing.value = true;
}

function endShowing(showing: Signal<boolean>): void {
  showing.value = false;
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

async function handOn(content: Blob, name: string): Promise<void> {
  const done = await share(content, named(name, content.type as MediaTypeCode));
  if (done !== "nothing") announce(t(`attachments.${done}`));
}
