/** Starts the phone app: opens the notebook, shows the screens, and keeps what is being typed whenever the app goes out of sight. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { createNotebook } from "./outbox/create.ts";
import { activateUpdate, onUpdateReady, registerWorker } from "./outbox/updates.ts";
import { checkPushOnceIdle, onOpen } from "./outbox/wakeups.ts";
import { App } from "./ui/app.tsx";
import { keepAll } from "./ui/forms/form.ts";
import { language, restoreLanguage } from "./ui/language.ts";
import { followAddress, goTo } from "./ui/navigation.ts";
import { attach } from "./ui/notebook.ts";
import { offerUpdate } from "./ui/parts/update.tsx";
import { CannotStart } from "./ui/screens/cannotstart.tsx";

const root = document.getElementById("app") ?? document.body;

restoreLanguage();
followAddress();

addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepAll();
});

try {
  const notebook = await createNotebook();
  attach(notebook);
  effect(() => void notebook.push.speak(language.value).catch(() => undefined));
  checkPushOnceIdle(notebook);
  onOpen(goTo);
  root.replaceChildren();
  render(<App />, root);
} catch {
  root.replaceChildren();
  render(<CannotStart />, root);
}

await registerWorker();
await onUpdateReady(() => offerUpdate(() => void activateUpdate()));
