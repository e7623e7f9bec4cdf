/** Starts the phone app: opens the notebook, shows the screens, and keeps what is being typed when the app goes out of sight. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { createNotebook, openStore } from "./outbox/create.ts";
import { readyToSeal } from "./outbox/envelope.ts";
import { type Erased, Lock } from "./outbox/lock.ts";
import { beginRevoked, wasRevoked } from "./outbox/revoked.ts";
import { activateUpdate, isServedByWorker, onUpdateReady, registerWorker, wasUpdated } from "./outbox/updates.ts";
import { checkPushOnceIdle, onOpen } from "./outbox/wakeups.ts";
import { App } from "./ui/app.tsx";
import { keepAll } from "./ui/forms/form.ts";
import { hasUnkept, mayLeave } from "./ui/forms/held.ts";
import { lockWhenIdle } from "./ui/forms/locknow.ts";
import { offerUpdate } from "./ui/forms/update.tsx";
import { language, restoreLanguage, t } from "./ui/kit/language.ts";
import { followAddress, goTo, route } from "./ui/kit/navigation.ts";
import { keepTypingOutOfFiles } from "./ui/kit/unwritten.ts";
import { version } from "./ui/kit/version.ts";
import { announce } from "./ui/model/announce.ts";
import { withoutWorker } from "./ui/model/keeping.ts";
import { laterWanted } from "./ui/model/later.ts";
import { askForPin, attachLock, erased, sealedByPin } from "./ui/model/lock.ts";
import { attach } from "./ui/model/notebook.ts";
import { CannotStart } from "./ui/screens/cannotstart.tsx";
import { Locked } from "./ui/screens/lock.tsx";
import { loadFurther, readyFor } from "./ui/screens/shown.tsx";

keepTypingOutOfFiles();

const root = document.getElementById("app") ?? document.body;

const words = restoreLanguage();
followAddress(mayLeave, readyFor);

addEventListener("beforeunload", (event) => {
  if (hasUnkept()) event.preventDefault();
});
// Nothing is begun to be written while a page goes: WebKit puts it aside with the transaction open, and every start waits for that.
let isGoing = false;
addEventListener("pagehide", () => {
  isGoing = true;
});
addEventListener("pageshow", () => {
  isGoing = false;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !isGoing) void keepAll();
});

try {
  const store = openStore();
  const lock = new Lock(store, () => location.reload());
  attachLock(lock);
  // Also while it is locked: what a notification leads to is shown once it is open.
  onOpen(goTo);
  const { is } = await lock.state();
  if (is === "locked") {
    await words;
    erased.value = await unlocked(lock);
  }
  erased.value ??= wasRevoked() ? "revoked" : await lock.erased();
  const notebook = await createNotebook({
    store,
    appVersion: version,
    seal: () => sealedByPin(),
    erased: beginRevoked,
  });
  await Promise.all([words, readyFor(route.value.name)]);
  attach(notebook);
  // What lay here before phones were locked stays, and is sealed before it is shown.
  if (notebook.session() !== null && is === "none") askForPin(true);
  lockWhenIdle();
  effect(() => void notebook.push.speak(language.value).catch(() => undefined));
  checkPushOnceIdle(notebook);
  root.replaceChildren();
  render(<App />, root);
  effect(() => {
    if (!isServedByWorker() || laterWanted.value) void loadFurther();
  });
  // A change that cannot be sealed now is sealed with the next one that is kept.
  if (!isServedByWorker()) void readyToSeal().catch(() => undefined);
  if (wasUpdated()) announce(t("update.done"));
} catch {
  await words;
  root.replaceChildren();
  render(<CannotStart />, root);
}

/** Shows the lock, and resolves when somebody has opened it; to why nothing is here any more, where the office has had it erased. */
async function unlocked(lock: Lock): Promise<Erased | undefined> {
  root.replaceChildren();
  const why = await new Promise<Erased | undefined>((resolve) => {
    render(<Locked lock={lock} opened={resolve} />, root);
  });
  render(null, root);
  return why;
}

withoutWorker.value = !(await registerWorker());
await onUpdateReady(() => offerUpdate(() => void activateUpdate()));
