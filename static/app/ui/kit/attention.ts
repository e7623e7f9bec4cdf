/**
 * Ways to be noticed that every browser has: a sound made by the page, and a sign in its title. An iPhone cannot be shaken by a page,
 * nor can Firefox, and neither lets a notification stay or sound twice.
 */

const TONES_HZ = [880, 660, 880];
const TONE_S = 0.2;
const PAUSE_S = 0.05;
const LOUDNESS = 0.3;
const SHAKE_MS = [400, 200, 400, 200, 400];
const SIGN = "(!) ";

let audio: AudioContext | undefined;
let page = "";
let sign = "";

/** To be called on a tap: a browser lets a page sound only after one. Between two sounds nothing runs, for the battery's sake. */
export function allowSound(): void {
  if (audio || typeof AudioContext === "undefined") return;
  const made = new AudioContext();
  audio = made;
  void made
    .resume()
    .then(() => made.suspend())
    .catch(() => undefined);
}

/** Makes the next tap allow the sound. Returns how to stop. */
export function allowSoundOnTap(): () => void {
  const stop = new AbortController();
  for (const tap of ["pointerup", "keyup"]) addEventListener(tap, allowSound, { signal: stop.signal });
  return () => stop.abort();
}

/** Sounds, and shakes where the device can. In silence where nobody has tapped, or where the phone itself was silenced. */
export function callForAttention(): void {
  navigator.vibrate?.(SHAKE_MS);
  void audio
    ?.resume()
    .then(sound)
    .catch(() => undefined);
}

async function sound(): Promise<void> {
  if (!audio) return;
  const gain = new GainNode(audio, { gain: LOUDNESS });
  gain.connect(audio.destination);
  let at = audio.currentTime;
  let last: OscillatorNode | undefined;
  for (const frequency of TONES_HZ) {
    last = new OscillatorNode(audio, { frequency });
    last.connect(gain);
    last.start(at);
    last.stop(at + TONE_S);
    at += TONE_S + PAUSE_S;
  }
  await new Promise((ended) => last?.addEventListener("ended", ended));
  await audio.suspend();
}

/** What the window and the browser's history call the screen: never a name. */
export function entitle(screen: string): void {
  page = screen;
  show();
}

/** Puts a sign before the title, for whoever looks at another tab, or takes it away. */
export function markTitle(urgent: boolean): void {
  sign = urgent ? SIGN : "";
  show();
}

function show(): void {
  document.title = `${sign}${page} | Banso`;
}
