/**
 * Whom the office may know already (`data-alike`): while somebody's particulars are typed, those who resemble them are offered below. Without
 * a script they come with the form's answer.
 */

const DELAY_MS = 400;
const CHOICE = "person";

export function offerAlike(): void {
  const place = document.querySelector<HTMLElement>("[data-alike]");
  const form = place?.closest("form");
  if (!place || !form) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === CHOICE) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      asking?.abort();
      asking = new AbortController();
      void renew(place, form, asking.signal);
    }, DELAY_MS);
  });
}

async function renew(place: HTMLElement, form: HTMLFormElement, signal: AbortSignal): Promise<void> {
  const typed = new FormData(form);
  const body = new URLSearchParams([...typed].map(([name, value]) => [name, String(value)]));
  try {
    const reply = await fetch(place.dataset.alike ?? "", {
      method: "POST",
      headers: { Accept: "text/html" },
      body,
      signal,
    });
    if (!reply.ok || reply.redirected) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").body;
    if (fresh.textContent?.trim() === place.textContent?.trim()) return;
    place.replaceChildren(...fresh.childNodes);
    const chosen = typed.get(CHOICE);
    const again = [...place.querySelectorAll("input")].find((each) => each.value === chosen);
    if (again) again.checked = true;
  } catch {
    // The form asks once it is sent.
  }
}
