/**
 * What is typed into the forms of a page (`data-keep`) is kept on the server while it is typed, for this user alone, and stands in them
 * again when the page is opened again. What is not kept yet asks before the page is left.
 *
 * A form that changes a record is kept with the state of the record that it showed (`data-kept-with`, and what each of the fields held that
 * were typed into): what somebody else has changed until the page is opened again is then merged, and not written over.
 */

const ADDRESS = "/office/drafts/";
const DELAY_MS = 700;
const ARRIVES_WITHIN_MS = 10_000;
const ANSWERED_WITHIN_MS = 30_000;
const UNTYPED = new Set(["hidden", "password", "file", "submit", "button", "reset"]);

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Values = Record<string, string>;

/** The forms of this page. */
const forms: KeptForm[] = [];

export async function keepForms(): Promise<void> {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) forms.push(new KeptForm(form));
  if (forms.length === 0) return;
  addEventListener("beforeunload", (event) => {
    if (forms.some((form) => form.isUnkept())) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const form of forms) void form.keepAtOnce();
  });
  for (const { form, fields } of await draftsOf(forms)) forms.find(({ name }) => name === form)?.offer(fields);
}

/** Whether something stands in the other forms of the page that the server has not got, and that would go with this one. */
export function isUnkeptBeside(form: HTMLFormElement): boolean {
  return forms.some((each) => !each.is(form) && each.isUnkept());
}

/** Keeps what stands in the other forms of the page, before this one is sent and the page goes with it. */
export async function keepBeside(form: HTMLFormElement): Promise<void> {
  await Promise.all(forms.filter((each) => !each.is(form)).map((each) => each.keep()));
}

/**
 * Waits for what of this form is on its way to be kept, for a while: if it came after the form itself, what was sent would be offered again
 * in the next one.
 */
export async function letArrive(form: HTMLFormElement): Promise<void> {
  const underWay = forms.find((each) => each.is(form))?.underWay;
  await Promise.race([underWay, new Promise((resolve) => setTimeout(resolve, ARRIVES_WITHIN_MS))]);
}

/** Without a network, or signed out, there are none to be had, and nothing is lost. */
async function draftsOf(forms: readonly KeptForm[]): Promise<{ form: string; fields: Values }[]> {
  const asked = new URLSearchParams(forms.map(({ name }) => ["form", name]));
  try {
    const reply = await fetch(`${ADDRESS}?${asked}`, { headers: { Accept: "application/json" } });
    return reply.ok ? (await reply.json()).drafts : [];
  } catch {
    return [];
  }
}

class KeptForm {
  /** Where it is sent to: the same on the page that shows what was wrong with it. */
  readonly name: string;
  readonly #form: HTMLFormElement;
  readonly #opened: Values;
  /** What the hidden inputs held then: the state of the record that the form showed. */
  readonly #seen: Values;
  /** The draft that was there when the page was opened, also what of it the form does not ask for at present. */
  #offered: Values = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unkept = false;
  /** What is on its way to the server; it never fails. */
  underWay: Promise<unknown> = Promise.resolve();

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.name = new URL(form.getAttribute("action") ?? "", location.href).pathname;
    this.#opened = this.#values();
    this.#seen = Object.fromEntries([...form.elements].filter(isHidden).map(({ name, value }) => [name, value]));
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: "draft", value: this.name });
    form.append(named);
    form.addEventListener("input", () => this.#typed());
    form.addEventListener("submit", () => this.#stop());
    form.querySelector("[data-discard]")?.addEventListener("click", () => this.#discard());
  }

  is(form: HTMLFormElement): boolean {
    return this.#form === form;
  }

  /** Whether something stands there that the server has not got, and that is not on its way to be stored. */
  isUnkept(): boolean {
    return this.#unkept && this.#form.dataset.sent === undefined;
  }

  /** Puts a draft back, where nobody has typed meanwhile. */
  offer(fields: Values): void {
    if (Object.keys(this.#altered()).length > 0) return;
    this.#offered = fields;
    this.#fill(fields);
    this.#fillSeen(fields);
    this.#tellRestored(Object.keys(this.#altered()).length > 0);
  }

  /** One after the other: an older one that came last would stand for the newest. */
  keep(): Promise<unknown> {
    this.#stop();
    this.underWay = this.underWay.then(() => this.#send());
    return this.underWay;
  }

  /** The page may be gone before its turn comes. */
  keepAtOnce(): Promise<unknown> {
    this.#stop();
    this.underWay = Promise.all([this.underWay, this.#send()]);
    return this.underWay;
  }

  async #send(): Promise<void> {
    if (!this.isUnkept()) return;
    const fields = this.#draft();
    const token = this.#form.elements.namedItem("csrf_token");
    try {
      const reply = await fetch(ADDRESS, {
        method: "PUT",
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRF-Token": token instanceof HTMLInputElement ? token.value : "",
        },
        body: JSON.stringify({ form: this.name, fields }),
        keepalive: true,
        signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      });
      if (reply.ok && JSON.stringify(fields) === JSON.stringify(this.#draft())) this.#unkept = false;
    } catch {
      // It is tried again with the next letter, and leaving asks.
    }
  }

  #typed(): void {
    this.#unkept = true;
    this.#timer ??= setTimeout(() => void this.keep(), DELAY_MS);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #discard(): void {
    this.#offered = {};
    this.#fill(this.#opened);
    this.#fillSeen(this.#seen);
    this.#tellRestored(false);
    this.#unkept = true;
    void this.keep();
  }

  #tellRestored(isRestored: boolean): void {
    const notice = this.#form.querySelector<HTMLElement>("[data-restored]");
    if (notice) notice.hidden = !isRestored;
  }

  /** What is to be kept: what is other than when the page was opened, and the draft of before as it stands now. */
  #draft(): Values {
    const values = this.#values();
    const offered = Object.entries(this.#offered).map(([name, value]) => [name, values[name] ?? value]);
    const typed = { ...Object.fromEntries(offered), ...this.#altered() };
    return Object.keys(typed).length > 0 ? { ...typed, ...this.#seenWith(Object.keys(typed)) } : {};
  }

  /** The state that the form showed, and what it held of the fields that were typed into. */
  #seenWith(names: readonly string[]): Values {
    const base = this.#form.querySelector<HTMLInputElement>("[data-kept-with]");
    if (!base) return {};
    const held = names.map((name) => this.#form.elements.namedItem(`shown_${name}`));
    return Object.fromEntries([base, ...held].filter(isHidden).map(({ name, value }) => [name, value]));
  }

  #fillSeen(values: Values): void {
    for (const control of [...this.#form.elements].filter(isHidden)) {
      const value = values[control.name];
      if (value !== undefined && (control.dataset.keptWith !== undefined || control.name.startsWith("shown_"))) {
        control.value = value;
      }
    }
  }

  #altered(): Values {
    return Object.fromEntries(Object.entries(this.#values()).filter(([name, value]) => value !== this.#opened[name]));
  }

  /** What stands in the inputs: one text for each name, of boxes and buttons those that are chosen. */
  #values(): Values {
    const values: Values = {};
    for (const control of this.#controls()) {
      const chosen = !isBox(control) || control.checked ? control.value : "";
      values[control.name] = [values[control.name], chosen].filter(Boolean).join("\n");
    }
    return values;
  }

  #fill(values: Values): void {
    for (const control of this.#controls()) {
      const value = values[control.name];
      if (value === undefined) continue;
      if (isBox(control)) control.checked = value.split("\n").includes(control.value);
      else control.value = value;
    }
    this.#form.dispatchEvent(new Event("banso:filled"));
  }

  #controls(): Control[] {
    return [...this.#form.elements].filter(
      (element): element is Control =>
        (element instanceof HTMLInputElement ||
          element instanceof HTMLTextAreaElement ||
          element instanceof HTMLSelectElement) &&
        element.name !== "" &&
        !UNTYPED.has(element.type),
    );
  }
}

function isHidden(control: unknown): control is HTMLInputElement {
  return control instanceof HTMLInputElement && control.type === "hidden";
}

function isBox(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}
