/**
 * Push messages: shown in words that name nobody, opened where the notice is.
 *
 * What comes is only a kind, a number and the id of a notice (docs/protocol.md). The notice itself comes with an exchange: a page that
 * is open makes one at once, and otherwise it is made once the app is unlocked.
 */

import { push as en } from "../i18n/en/push.ts";
import { push as ja } from "../i18n/ja/push.ts";
import { fill } from "../i18n/translate.ts";
import type { Arrived, Open } from "../outbox/messages.ts";
import { renewInBackground } from "../outbox/renewal.ts";
import { PhoneStore } from "../store/store.ts";
import { reminder } from "../sync/kinds.gen.ts";
import { appPages, exchangeSomewhere } from "./exchange.ts";

declare const self: ServiceWorkerGlobalScope;

type Words = { readonly [key in keyof typeof ja]: string };

interface Message {
  kind: string;
  count: number;
  notice: string;
}

const STORE_WITHIN_MS = 2000;
const ICON = "/static/icons/banso-192.png";
const ID = /^[0-9a-f-]{1,64}$/;

export function takePush(event: PushEvent): void {
  const message = read(event.data);
  event.waitUntil(Promise.all([show(message), exchangeSomewhere().catch(() => undefined)]));
}

export function openNotice(event: NotificationEvent): void {
  event.notification.close();
  event.waitUntil(Promise.all([open(String(event.notification.data ?? "")), countOnIcon()]));
}

export function renew(event: Event): void {
  (event as ExtendableEvent).waitUntil(renewInBackground(self.registration));
}

/** Something is shown whatever came: a browser stops push messages of which nothing is seen. */
function read(data: PushMessageData | null): Message {
  try {
    const { kind, count, notice } = data?.json() ?? {};
    return { kind: String(kind), count: Number(count) || 1, notice: ID.test(notice) ? notice : "" };
  } catch {
    return { kind: "other", count: 1, notice: "" };
  }
}

async function show({ kind, count, notice }: Message): Promise<void> {
  const { lang, words } = await spoken();
  const sentence = (words as Record<string, string>)[kind] ?? words.other;
  // What is about safety sounds again where it comes again, and stays until somebody looks, in browsers that let it.
  const urgent = reminder(kind).safety === true;
  const options = { lang, body: fill(sentence, { count }), tag: notice || kind, data: notice, icon: ICON, badge: ICON };
  // A browser refuses to sound again where there is no tag; there always is one.
  const again = { renotify: urgent, requireInteraction: urgent };
  await inTurn(async () => {
    // Safari and Firefox know nothing of `renotify`: put in place of one that is shown, it would come in silence.
    if (urgent) await close(options.tag);
    await self.registration.showNotification(words.title, { ...options, ...again });
  });
  await countOnIcon();
  const arrived: Arrived = { arrived: notice };
  for (const page of await appPages()) page.postMessage(arrived);
}

async function close(tag: string): Promise<void> {
  const shown = await self.registration.getNotifications({ tag }).catch(() => []);
  for (const each of shown) each.close();
}

async function open(notice: string): Promise<void> {
  const address = notice ? `#/notice/${notice}` : "#/notices";
  const [page] = await appPages();
  if (!page) {
    await self.clients.openWindow(`/${address}`);
    return;
  }
  const message: Open = { open: address };
  page.postMessage(message);
  await page.focus().catch(() => undefined);
}

/** How many are waiting, on the app's icon, where there is one. An open app keeps the number itself: it knows what has been seen. */
async function countOnIcon(): Promise<void> {
  if ((await appPages()).length > 0) return;
  const waiting = await inTurn(() => self.registration.getNotifications());
  await self.navigator.setAppBadge?.(waiting.length).catch(() => undefined);
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Chromium forgets a notification that is shown while others are counted: it stays on the screen, and a tap on it does nothing.
 * So one comes after the other.
 */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

/** The language chosen in the app; Japanese before anybody chose, and where the store keeps a call for help waiting. */
async function spoken(): Promise<{ lang: string; words: Words }> {
  const store = new PhoneStore();
  try {
    const lang = await Promise.race([store.language().catch(() => undefined), later(STORE_WITHIN_MS)]);
    return lang === "en" ? { lang, words: en } : { lang: "ja", words: ja };
  } finally {
    store.close();
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
