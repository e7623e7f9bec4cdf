/** The frame of a screen: its heading, the way back, and where the focus goes when somebody arrives. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { entitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";
import { goBackIfMeant } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import type { RouteName } from "../kit/screens.ts";
import { Icon } from "./icon.tsx";
import { StatusLine } from "./status.tsx";

interface ScreenProps {
  /** The heading; it may hold a name. */
  title: string;
  /** What the browser's history and window call this screen: never a name. */
  page: string;
  back?: { name: RouteName; id?: string };
  /** What stands beside the heading. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

let arrivedBefore = false;

export function Screen({ title, page, back, aside, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    entitle(page);
  }, [page]);
  useEffect(() => {
    // The first screen is announced by the browser itself.
    if (arrivedBefore) heading.current?.focus({ preventScroll: true });
    arrivedBefore = true;
  }, []);
  return (
    <>
      <div class="head">
        {back && (
          <div class="head__line">
            <BackLink name={back.name} id={back.id ?? ""} />
            <StatusLine />
          </div>
        )}
        <div class={back ? "row row--spread" : "head__line"}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {!back && <StatusLine />}
          {aside}
        </div>
      </div>
      {children}
    </>
  );
}

function BackLink({ name, id }: { name: RouteName; id: string }) {
  return (
    <a
      class="head__back"
      href={hrefOf(name, id)}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void goBackIfMeant(name, id);
      }}
    >
      <Icon name="back" />
      {t("back")}
    </a>
  );
}
