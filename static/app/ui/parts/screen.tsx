/** The frame of a screen: its heading, the way back, and where the focus goes when somebody arrives. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";
import { goBack } from "../navigation.ts";
import { hrefOf, type RouteName } from "../routes.ts";
import { Icon } from "./icon.tsx";

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
    document.title = `${page} | Banso`;
  }, [page]);
  useEffect(() => {
    // The first screen is announced by the browser itself.
    if (arrivedBefore) heading.current?.focus({ preventScroll: true });
    arrivedBefore = true;
  }, []);
  return (
    <>
      <div class="head">
        {back && <BackLink name={back.name} id={back.id ?? ""} />}
        <div class="row row--spread">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
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
        goBack(name, id);
      }}
    >
      <Icon name="back" />
      {t("back")}
    </a>
  );
}
