/** Words in English: the user's phones, and registering one. */

import type { devices as ja } from "../ja/devices.ts";
import type { In } from "../translate.ts";

export const devices: In<typeof ja> = {
  "devices.title": "My phones",
  "devices.this": "this phone",
  "devices.registered": "registered",
  "devices.waiting": "waits for approval",
  "devices.unknown": "not registered yet",
  "devices.out_of_use": "out of use",
  "devices.last": "Last contact: {when}",
  "devices.compare": "Does the new phone show this number?",
  "devices.compare.text":
    "Register it only while you hold the phone that shows the same number. If you know of no such phone, refuse, and tell the administrator.",
  "devices.approve": "The same number: register it",
  "devices.refuse": "Refuse",
  "devices.refuse.title": "Refuse this phone?",
  "devices.refuse.text":
    "It cannot be used then. If you know of no such phone, somebody knows your password: change it at once, and tell the administrator.",
  "devices.approved": "The new phone is registered",
  "devices.refused": "Refused",
  "devices.registration.title": "Waiting for the administrator's approval",
  "devices.registration.text":
    "This phone is not registered yet. Tell the administrator the number below and ask for approval. If you have a phone in use already, you can approve it there as well: “More”, “See my phones”.",
  "devices.registration.code": "The number of this phone",
  "devices.registration.then":
    "Once it is approved, this screen changes by itself. Until then no case comes to this phone.",
  "devices.registration.look": "Look now",
  "devices.registration.give_up": "Give up and sign out",
  "devices.registration.give_up.title": "Give up registering?",
  "devices.registration.give_up.text": "Next time you sign in and wait for approval again.",
};
