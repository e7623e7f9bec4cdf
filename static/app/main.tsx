/** Starts the phone app: opens the notebook, shows the screens, and keeps what is being typed whenever the app goes out of sight. */

import { render } from "preact";
import { createNotebook } from "./outbox/create.ts";
import { activateUpdate, onUpdateReady, registerWorker } from "./outbox/updates.ts";
import { App } from "./ui/app.tsx";
import { keepAll } from "./ui/forms/form.ts";
import { restoreLanguage } from "./ui/language.ts";
import { followAddress } from "./ui/navigation.ts";
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
  attach(await createNotebook());
  root.replaceChildren();
  render(<App />, root);
} catch {
  root.replaceChildren();
  render(<CannotStart />, root);
}

await registerWorker();
await onUpdateReady(() => offerUpdate(() => void activateUpdate()));
