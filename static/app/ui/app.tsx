/** The whole app: the screen that the address names, and what stands around it. */

import { useRef } from "preact/hooks";
import { hasUnkept } from "./forms/held.ts";
import { HeldForms } from "./forms/heldforms.tsx";
import { UpdateOffer } from "./forms/update.tsx";
import { t } from "./kit/language.ts";
import { route } from "./kit/navigation.ts";
import { type Route, screenOf } from "./kit/routes.ts";
import { screenNamed } from "./kit/screens.ts";
import { useLater } from "./model/later.ts";
import { handedOver, pinWanted } from "./model/lock.ts";
import { isPartner, me, notebook, now, session } from "./model/notebook.ts";
import { Announcer } from "./parts/announcer.tsx";
import { IconBadge } from "./parts/bell.tsx";
import { ClearedNotice } from "./parts/cleared.tsx";
import { ConfirmDialog } from "./parts/confirm.tsx";
import { ContactNotice } from "./parts/contact.tsx";
import { KeepingNotice } from "./parts/keeping.tsx";
import { OutingBar } from "./parts/outingbar.tsx";
import { TabBar } from "./parts/tabbar.tsx";
import { ChoosePin } from "./screens/pin.tsx";
import { screenFor } from "./screens/shown.tsx";
import { Shut } from "./screens/shut.tsx";
import { SignIn } from "./screens/signin.tsx";

export function App() {
  const isShut = useShut();
  if (pinWanted.value !== null) {
    return (
      <div class="app app--bare">
        <ChoosePin {...pinWanted.value} />
        <Announcer />
      </div>
    );
  }
  if (session.value === null) {
    return (
      <div class="app app--bare">
        <SignIn />
        <Announcer />
      </div>
    );
  }
  if (isShut) return <Shut />;
  if (session.value.delivery || notebook().status().waits) {
    const Shown = session.value.delivery ? Delivering : screenFor("devices");
    return (
      <div class="app app--bare">
        <Shown id="" />
        <Announcer />
        <ConfirmDialog />
      </div>
    );
  }
  const current = route.value;
  return screenNamed(current.name).alone && !isPartner() ? <Alone current={current} /> : <SignedIn current={current} />;
}

/** The screen of somebody who only delivers, once it is loaded: what waits goes out meanwhile. */
function Delivering() {
  const parts = useLater();
  return parts && <parts.Delivery />;
}

/**
 * Whether nothing of a client may be shown. Not before what was typed is kept: what could not be is shown on, to be saved. Nor while
 * somebody else holds the phone: it would open again in their hands.
 */
function useShut(): boolean {
  const wasShut = useRef(false);
  now.value;
  if (session.value === null) return false;
  wasShut.current = notebook().contact.standing() === "shut" && (wasShut.current || !(hasUnkept() || handedOver.value));
  return wasShut.current;
}

/** Whoever reads what is shared with them comes to the screens that are for it, and to no other. */
function placeOf(asked: Route): Route {
  return isPartner() && !screenNamed(asked.name).forPartners ? { name: "shared", id: "" } : asked;
}

function Alone({ current }: { current: Route }) {
  const Shown = screenFor(current.name);
  return (
    <>
      <main class="app__main" id="main">
        <Shown key={screenOf(current)} id={current.id} />
      </main>
      <Announcer />
    </>
  );
}

function SignedIn({ current: asked }: { current: Route }) {
  const main = useRef<HTMLElement>(null);
  const current = placeOf(asked);
  const Shown = screenFor(current.name);
  return (
    <div class="app">
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        {t("skip")}
      </button>
      <main class="app__main" id="main" ref={main} tabIndex={-1}>
        <OutingBar />
        <ClearedNotice />
        <KeepingNotice />
        <ContactNotice />
        <HeldForms />
        <UpdateOffer />
        <Shown key={screenOf(current)} id={current.id} />
      </main>
      <TabBar />
      <IconBadge key={me()} />
      <Announcer />
      <ConfirmDialog />
    </div>
  );
}
