/**
 * What is heard of a call for help, and the notification of the system: each only where somebody here has chosen it, which this browser
 * remembers. No sound comes before something was clicked or typed on a page; that is the browsers' rule, and is said.
 */

const SOUND = "banso-alarm-sound";
const NOTIFICATION = "banso-alarm-notification";
const LATER = "banso-alarm-later";
const TAG = "banso-alarm";
/** High and low in turn, as an alarm sounds, and short: it comes again as long as nobody has answered. */
const TONES_HZ = [988, 784, 988];
const TONE_S = 0.25;
const LOUDNESS = 0.4;
const SILENT_FOR_MS = 2_000;

export class Telling {
  readonly #title: string;
  readonly #body: string;
  readonly #offer = document.getElementById("alarm-offer");
  #context: AudioContext | undefined;
  #notification: Notification | undefined;
  #isCalled = false;

  constructor(title: string, body: string) {
    this.#title = title;
    this.#body = body;
    this.#button("[data-sound]")?.addEventListener("click", () => this.#chooseSound());
    this.#button("[data-notify]")?.addEventListener("click", () => void this.#chooseNotification());
    this.#button("[data-later]")?.addEventListener("click", () => this.#decide(LATER, true));
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => this.#wake());
    if (isChosen(SOUND)) setTimeout(() => this.#show(), SILENT_FOR_MS);
    this.#show();
  }

  begin(): void {
    this.#isCalled = true;
    this.#ring();
    this.#notify();
  }

  /** Rings again, as long as nobody has answered. */
  goOn(): void {
    if (this.#isCalled) this.#ring();
  }

  stop(): void {
    this.#isCalled = false;
    this.#notification?.close();
  }

  #chooseSound(): void {
    this.#decide(SOUND, !isChosen(SOUND));
    if (isChosen(SOUND)) this.#ring();
  }

  async #chooseNotification(): Promise<void> {
    const wanted = !isChosen(NOTIFICATION) && (await Notification.requestPermission()) === "granted";
    this.#decide(NOTIFICATION, wanted);
    if (wanted && this.#isCalled) this.#notify();
  }

  #decide(choice: string, wanted: boolean): void {
    // biome-ignore lint/style/noRestrictedGlobals: a setting of this browser, which tells nothing of anybody
    localStorage.setItem(choice, wanted ? "on" : "off");
    this.#show();
  }

  /** Offers what was not chosen yet, says what is chosen, and what stands in its way. */
  #show(): void {
    if (!this.#offer) return;
    const hasNotifications = "Notification" in window;
    const isDenied = hasNotifications && Notification.permission === "denied";
    const isSilent = isChosen(SOUND) && this.#audio().state !== "running";
    const isDecided = isChosen(LATER) || (isChosen(SOUND) && (isChosen(NOTIFICATION) || isDenied || !hasNotifications));
    const isShut = isDecided && this.#offer.dataset.always === undefined;
    this.#offer.hidden = isShut && !isSilent;
    this.#setHidden("[data-choice]", isShut);
    for (const [which, choice] of [
      ["[data-sound]", SOUND],
      ["[data-notify]", NOTIFICATION],
    ] as const)
      this.#button(which)?.setAttribute("aria-pressed", String(isChosen(choice)));
    this.#setHidden("[data-notify]", !hasNotifications || isDenied);
    this.#setHidden("[data-later]", isDecided);
    this.#setHidden("[data-denied]", !isDenied);
    this.#setHidden("[data-silent]", !isSilent);
  }

  #setHidden(which: string, isHidden: boolean): void {
    const element = this.#offer?.querySelector<HTMLElement>(which);
    if (element) element.hidden = isHidden;
  }

  #button(which: string): HTMLElement | null | undefined {
    return this.#offer?.querySelector<HTMLElement>(which);
  }

  #audio(): AudioContext {
    this.#context ??= new AudioContext();
    return this.#context;
  }

  #wake(): void {
    if (!isChosen(SOUND) || this.#audio().state === "running") return;
    void this.#audio()
      .resume()
      .then(() => {
        this.#show();
        this.goOn();
      });
  }

  #ring(): void {
    if (!isChosen(SOUND)) return;
    const audio = this.#audio();
    void audio.resume();
    if (audio.state !== "running") return;
    const volume = new GainNode(audio, { gain: LOUDNESS });
    volume.connect(audio.destination);
    TONES_HZ.forEach((frequency, at) => {
      const tone = new OscillatorNode(audio, { type: "triangle", frequency });
      tone.connect(volume);
      tone.start(audio.currentTime + at * TONE_S);
      tone.stop(audio.currentTime + (at + 1) * TONE_S);
    });
  }

  /** The same for several windows of this browser: one notification, by its tag. */
  #notify(): void {
    if (!isChosen(NOTIFICATION) || !("Notification" in window) || Notification.permission !== "granted") return;
    try {
      this.#notification = new Notification(this.#title, { body: this.#body, tag: TAG, requireInteraction: true });
      this.#notification.addEventListener("click", () => window.focus());
    } catch {
      // Chromium on Android has none for pages; there the app on the phone is pushed to.
    }
  }
}

function isChosen(choice: string): boolean {
  // biome-ignore lint/style/noRestrictedGlobals: as above
  return localStorage.getItem(choice) === "on";
}
