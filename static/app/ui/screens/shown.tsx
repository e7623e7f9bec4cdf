/** Which screen a route shows, and the loading of those that do not come with the start. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../kit/language.ts";
import type { RouteName } from "../kit/screens.ts";
import { later } from "../model/later.ts";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { AT_START } from "./atstart.gen.ts";

type Further = typeof import("./further.gen.ts").FURTHER;
type Shown = ComponentType<{ id: string }>;

/** How long the screen before stays while the file of the next one is loaded. From the service worker it comes sooner. */
const PATIENCE_MS = 400;

const further = signal<Further | "loading" | "missing">("loading");
let loading: Promise<void> | undefined;

/** Loads what a screen needs, if it is not here yet. Resolves when the screen can be shown, or when waiting was long enough. */
export function readyFor(name: RouteName): Promise<void> | undefined {
  if (isAtStart(name) || typeof further.peek() === "object") return undefined;
  return Promise.race([loadFurther(), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** The screen of a route. */
export function screenFor(name: RouteName): Shown {
  if (isAtStart(name)) return AT_START[name];
  if (typeof further.value === "object") return further.value[name];
  void loadFurther();
  return further.value === "missing" ? NotLoaded : Loading;
}

/**
 * Loads the further screens. They are one file and not several: what two files share becomes a third, and each is packed by itself, so that
 * many are larger than one. Where no service worker answers for the page, that is done before anybody walks out of reach.
 */
export function loadFurther(): Promise<void> {
  loading ??= import("./apart.ts").then(
    ({ APART }) => {
      further.value = APART.FURTHER;
      later.value = APART;
    },
    () => {
      // A browser need not ask again for a file that it could not have: the page is loaded anew.
      further.value = "missing";
    },
  );
  return loading;
}

function isAtStart(name: RouteName): name is keyof typeof AT_START {
  return name in AT_START;
}

function Loading() {
  return (
    <p role="status">
      <State shape="sending">{t("screen.loading")}</State>
    </p>
  );
}

function NotLoaded() {
  return (
    <Screen title={t("screen.missing")} page={t("screen.missing")} back={{ name: "today" }}>
      <div class="notice notice--alert" role="alert">
        <p>{t("screen.missing.why")}</p>
      </div>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t("screen.missing.again")}
      </button>
    </Screen>
  );
}
