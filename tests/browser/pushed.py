"""A phone that is pushed to, and its service worker driven through the DevTools protocol."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import CDPSession
from playwright.sync_api import Worker as ServiceWorker

from tests.browser.phones import PATIENCE_MS, Phone

NOTICE = "0199a000-0000-7000-8000-000000000001"

# A headless browser has no push service behind it. This stands in for one: it gives addresses, and forgets them. The
# service worker has no local storage: there the address is lost from the beginning.
BROWSER_WITH_A_PUSH_SERVICE = """
(() => {
  const point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const nowhere = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  const shelf = () => globalThis.localStorage ?? nowhere;
  const kept = () => JSON.parse(shelf().getItem("test-push") ?? "null");
  const made = ({ endpoint, key }) => ({
    options: { applicationServerKey: bytes(key).buffer },
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: point, auth: "BTBZMqHH6r4Tts7J_aSIgg" } }),
    unsubscribe: async () => { shelf().removeItem("test-push"); return true; },
  });
  PushManager.prototype.getSubscription = async () => kept() && made(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey: key }) => {
    if (globalThis.noPushService) throw new DOMException("no push service", "AbortError");
    const endpoint = `https://push.example.com/${crypto.randomUUID()}`;
    shelf().setItem("test-push", JSON.stringify({ endpoint, key }));
    return made({ endpoint, key });
  };
})();
"""

# Whoever asks for the notifications while one is being shown makes Chromium forget it. So the tests ask afterwards.
_COUNTS_WHAT_IT_SHOWS = """() => {
  const show = ServiceWorkerRegistration.prototype.showNotification;
  self.everShown = 0;
  ServiceWorkerRegistration.prototype.showNotification = async function (...given) {
    await show.apply(this, given);
    self.everShown += 1;
  };
}"""


class Pushed:
    """A phone with a push service, as the tests see it from behind."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self._session: CDPSession = phone.context.new_cdp_session(phone.page)
        self._registrations: list[dict[str, Any]] = []
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated", lambda told: self._registrations.extend(told["registrations"])
        )
        self._session.send("ServiceWorker.enable")
        while not self._registrations:
            phone.page.wait_for_timeout(20)
        self._delivered = 0
        self.worker.evaluate(_COUNTS_WHAT_IT_SHOWS)

    @property
    def worker(self) -> ServiceWorker:
        return self.phone.context.service_workers[-1]

    def turn_on(self) -> None:
        """Notices are switched on for this phone, with a tap."""
        self.phone.go("その他")
        self.phone.page.get_by_role("link", name="通知の設定").click()
        self.phone.press("この端末で受け取る")
        self.phone.see("通知を受け取ります")

    def deliver(self, data: str) -> None:
        """A push message arrives, decrypted."""
        registration = self._registrations[-1]["registrationId"]
        asked = {"origin": self.phone.origin, "registrationId": registration, "data": data}
        self._session.send("ServiceWorker.deliverPushMessage", asked)
        self._delivered += 1

    def push(self, kind: str, count: int = 1, notice: str = NOTICE) -> None:
        self.deliver(json.dumps({"kind": kind, "count": count, "notice": notice}).ljust(160))

    def shown(self, count: int = 1) -> list[dict[str, Any]]:
        """The notifications on the screen, when there are so many."""
        script = """async ({ count, delivered, patience }) => {
          const began = Date.now();
          while (self.everShown < delivered && Date.now() - began < patience)
            await new Promise((resume) => setTimeout(resume, 20));
          while (Date.now() - began < patience) {
            const found = await self.registration.getNotifications();
            if (found.length === count) return found.map((each) => ({
              title: each.title, body: each.body, tag: each.tag, data: each.data, lang: each.lang,
              stays: each.requireInteraction }));
            await new Promise((resume) => setTimeout(resume, 50));
          }
          return (await self.registration.getNotifications()).map(({ body }) => ({ body }));
        }"""
        asked = {"count": count, "delivered": self._delivered, "patience": PATIENCE_MS}
        found: list[dict[str, Any]] = self.worker.evaluate(script, asked)
        return found

    def tap(self) -> None:
        """The notification is tapped. Opening a window needs a finger, so that only the wish for one is noted."""
        self.worker.evaluate(
            """async () => {
              self.clients.openWindow = async (address) => { self.opened = address; };
              const [notification] = await self.registration.getNotifications();
              self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
            }"""
        )

    def close_app(self) -> None:
        """No page of the app is open any more, and the service worker has learnt of it."""
        self.phone.page.goto("about:blank")
        script = """async () => {
          const pages = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });
          while ((await pages()).length > 0) await new Promise((resume) => setTimeout(resume, 20));
        }"""
        self.worker.evaluate(script)

    def lose_address(self) -> None:
        """The push service gives the address up, and the browser tells the service worker."""
        self.worker.evaluate(BROWSER_WITH_A_PUSH_SERVICE)
        self.worker.evaluate("() => void self.dispatchEvent(new ExtendableEvent('pushsubscriptionchange'))")

    def opened(self) -> str:
        script = """async (patience) => {
          for (const began = Date.now(); Date.now() - began < patience && !self.opened; )
            await new Promise((resume) => setTimeout(resume, 50));
          return self.opened;
        }"""
        address: str = self.worker.evaluate(script, PATIENCE_MS)
        return address
