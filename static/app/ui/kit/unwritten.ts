/** Nothing that is typed goes into the browser's own files: not into what it offers again, nor into what it restores after a crash. */

import { options } from "preact";

const TYPED: ReadonlySet<unknown> = new Set(["form", "input", "textarea", "select"]);

/** From now on every field is drawn with `autocomplete="off"`, unless it says otherwise. */
export function keepTypingOutOfFiles(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    if (TYPED.has(vnode.type)) {
      const props = vnode.props as { autocomplete?: string };
      props.autocomplete ??= "off";
    }
    before?.(vnode);
  };
}
