/** Short messages to whoever is signed in, shown and read aloud by `parts/announcer.tsx`. */

import { signal } from "@preact/signals";
import { me } from "./notebook.ts";

export interface Announcement {
  /** Counts the announcements. */
  number: number;
  /** To whom: a way back is nobody else's. */
  user: string;
  text: string;
  /** Takes back what was just done. */
  undo?: (() => Promise<unknown>) | undefined;
}

/** The last one, as long as it is shown. */
export const announcement = signal<Announcement | null>(null);

/** Says something, to be seen and read aloud; with `undo`, beside a button that takes it back. */
export function announce(text: string, undo?: () => Promise<unknown>): void {
  announcement.value = { number: (announcement.peek()?.number ?? 0) + 1, user: me(), text, undo };
}

export function hideAnnouncement(): void {
  announcement.value = null;
}
