/**
 * The field in which a case is looked for (`data-picker`): what it finds is offered below while one types, chosen with the arrow keys and
 * Enter, or by a touch. It follows the pattern "combobox" of the ARIA Authoring Practices. Without a script the cases come with the form's
 * answer.
 */

import { isOfInputMethod } from "../i18n/composing.ts";

const DELAY_MS = 120;

interface Offered {
  id: string;
  name: string;
  label: string;
  particulars: string;
}

export function offerCases(): void {
  for (const field of document.querySelectorAll<HTMLElement>("[data-picker]")) {
    const input = field.querySelector<HTMLInputElement>("[data-picker-words]");
    const list = field.querySelector<HTMLUListElement>("[data-picker-list]");
    const chosen = field.querySelector<HTMLElement>("[data-picker-chosen]");
    if (input && list && chosen) new Picker(field, input, list, chosen);
  }
}

class Picker {
  readonly #field: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #chosen: HTMLElement;
  #offered: readonly Offered[] = [];
  #active = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(field: HTMLElement, input: HTMLInputElement, list: HTMLUListElement, chosen: HTMLElement) {
    [this.#field, this.#input, this.#list, this.#chosen] = [field, input, list, chosen];
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.#close());
    // Before the field loses the focus, and with it the list goes.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("li") : null;
      if (option) this.#choose([...list.children].indexOf(option));
    });
  }

  #typed(): void {
    this.#chosen.replaceChildren();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), DELAY_MS);
  }

  #pressed(event: KeyboardEvent): void {
    if (isOfInputMethod(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && this.#offered.length > 0) {
      event.preventDefault();
      this.#point((this.#active + step + this.#offered.length) % this.#offered.length);
    } else if (event.key === "Escape") {
      this.#close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      // Before anything is offered it chooses nothing: nobody has seen whose case it would be.
      this.#choose(this.#active);
    }
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const words = this.#input.value.trim();
    if (words === "") {
      this.#close();
      return;
    }
    const token = this.#input.form?.elements.namedItem("csrf_token");
    try {
      const reply = await fetch(this.#field.dataset.picker ?? "", {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRF-Token": token instanceof HTMLInputElement ? token.value : "" },
        body: new URLSearchParams({ words }),
        signal: this.#asking.signal,
      });
      if (reply.ok) this.#offer(((await reply.json()) as { cases: Offered[] }).cases);
    } catch {
      // Without an answer the form asks once it is sent.
    }
  }

  #offer(cases: readonly Offered[]): void {
    this.#offered = cases;
    this.#list.replaceChildren(...cases.map((each, place) => this.#option(each, place)));
    const isOpen = cases.length > 0 && document.activeElement === this.#input;
    this.#list.hidden = !isOpen;
    this.#input.setAttribute("aria-expanded", String(isOpen));
    const { none = "", found: some = "" } = this.#field.dataset;
    this.#say(cases.length > 0 ? some.replace("{count}", String(cases.length)) : none);
    if (isOpen) this.#point(0);
  }

  #option({ name, particulars }: Offered, place: number): HTMLLIElement {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${place}`;
    option.className = "picker__option";
    option.setAttribute("role", "option");
    const more = document.createElement("span");
    more.className = "soft small";
    more.textContent = particulars;
    option.append(`${name} `, more);
    return option;
  }

  #point(place: number): void {
    this.#active = place;
    for (const [at, option] of [...this.#list.children].entries())
      option.setAttribute("aria-selected", String(at === place));
    this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${place}`);
    this.#list.children[place]?.scrollIntoView({ block: "nearest" });
  }

  #choose(place: number): void {
    const chosen = this.#offered[place];
    if (!chosen) return;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "case", value: chosen.id });
    this.#chosen.replaceChildren(hidden);
    this.#input.value = chosen.label;
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
    this.#close();
    this.#say(chosen.label);
    nextAfter(this.#input)?.focus();
  }

  #close(): void {
    this.#offered = [];
    this.#active = -1;
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #say(text: string): void {
    const place = this.#field.querySelector("[data-picker-said]");
    if (place) place.textContent = text;
  }
}

/** The field that comes next: of radio buttons the one that is chosen, where the key Tab leads as well. */
function nextAfter(input: HTMLInputElement): HTMLElement | undefined {
  const controls = [...(input.form?.elements ?? [])].filter(
    (each): each is HTMLInputElement =>
      each instanceof HTMLElement && each.matches("input:not([type=hidden]), textarea, select"),
  );
  const next = controls[controls.indexOf(input) + 1];
  if (next?.type !== "radio") return next;
  return controls.find((each) => each.name === next.name && each.checked) ?? next;
}
