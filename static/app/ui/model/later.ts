/** Parts of the start's screens that come with the further ones: what is seldom needed, or can be waited for. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

export interface Later {
  /** The ways to sign in beside login and password. */
  readonly OtherWays: ComponentType;
  /** Opening the lock by the fingerprint or the face of the device. */
  readonly DeviceKey: ComponentType;
  /** Leaving this phone with work that the office cannot be given from here. */
  readonly Leave: ComponentType;
  /** What of this phone stands in a backup of the office. */
  readonly BackupFacts: ComponentType;
  /** What is unsent, as a file. */
  readonly ExportButton: ComponentType<{ onSaved?: () => void }>;
  /** How full the phone is. */
  readonly StorageFacts: ComponentType;
  /** The one screen of somebody who only delivers. */
  readonly Delivery: ComponentType;
  /** Writing a note while nothing of a client is shown. */
  readonly UnplacedForm: ComponentType;
  /** Notes that were written so, to be put into a case. */
  readonly UnplacedNotes: ComponentType;
}

/** These parts, once they are loaded. */
export const later = signal<Later | null>(null);
/** Whether a screen that has room for one of them was shown. */
export const laterWanted = signal(false);

/** These parts, for a screen that has room for one of them. */
export function useLater(): Later | null {
  useEffect(want, []);
  return later.value;
}

function want(): void {
  laterWanted.value = true;
}
