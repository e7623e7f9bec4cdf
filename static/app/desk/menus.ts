/** The menus of the navigation: one is open at a time, and Escape or a look elsewhere closes it. Without scripts a second tap does. */

const MENU = "details.office__menu";

export function closeMenus(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = openMenus()[0];
    if (!open) return;
    const within = open.contains(document.activeElement);
    open.open = false;
    if (within) open.querySelector("summary")?.focus();
  });
  for (const sign of ["pointerdown", "focusin"])
    document.addEventListener(sign, ({ target }) => {
      for (const menu of openMenus()) {
        if (!(target instanceof Node && menu.contains(target))) menu.open = false;
      }
    });
}

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>(`${MENU}[open]`)];
}
