/**
 * Paper: a button to print with, and what every sheet says in its margins: whose it is, when it was printed, how it is to be handled. The
 * style sheet (static/css/office/paper.css) writes it there; where a browser does not know such margins, it stands once, at the head.
 */

export function preparePaper(): void {
  const head = document.getElementById("paper-head");
  if (head) {
    document.documentElement.classList.toggle("has-page-margins", "CSSMarginRule" in window);
    name(head);
    addEventListener("beforeprint", () => name(head));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

/** A page may have been open since yesterday: the day is that of printing, where the office is. */
function name(head: HTMLElement): void {
  const { office = "", zone, handling = "" } = head.dataset;
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: zone });
  const printed = (head.dataset.printed ?? "").replace("{day}", day.format(new Date()));
  const { style } = document.documentElement;
  style.setProperty("--paper-source", JSON.stringify(`${office}  ${printed}`));
  style.setProperty("--paper-handling", JSON.stringify(handling));
}
