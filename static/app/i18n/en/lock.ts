/** Words in English: the PIN, and the lock of the app. */

import type { lock as japanese } from "../ja/lock.ts";
import type { In } from "../translate.ts";

export const lock: In<typeof japanese> = {
  lock: "Locked",
  "lock.lead": "Give your PIN to go on where you were.",
  "lock.pin": "PIN",
  "lock.open": "Open",
  "lock.busy": "Checking…",
  "lock.empty": "Please give your PIN",
  "lock.wrong": "That is not the PIN. After {left} more wrong {left|one|ones}, what is on this phone is erased.",
  "lock.wait": "Please wait {minutes} {minutes|minute|minutes} before you try again.",
  "lock.waiting":
    "{count} {count|record|records} not sent yet. Locked as this phone is, {count|it goes|they go} to the office when there is a signal.",
  "lock.failed": "This phone’s storage could not be read or written. Please try again.",
  "lock.device": "Open with fingerprint or face",
  "lock.device.failed": "That did not open it. Please try again, or give your PIN.",
  "lock.forgot": "If you forgot the PIN",
  "lock.forgot.text":
    "What is on this phone is erased, and you sign in anew with login and password. Saved notes and photos still reach the office, sealed as they are. Drafts are lost, with their photos.",
  "lock.forgot.do": "Erase and sign in",
  "lock.forgot.sure": "Erase what is on this phone?",
  "lock.destroyed": "What was on this phone has been erased",
  "lock.destroyed.text":
    "Sign in again, and your cases come back. What had not been sent still goes to the office, sealed. Drafts are gone, with their photos.",

  "lock.revoked.text":
    "The office has taken this phone out of service. What had not been sent was handed to the office sealed, for a supervisor to look at. If the phone has been found again, please call the office.",

  pin: "Choose a PIN",
  "pin.lead": "It locks what is kept on this phone. It is for this phone alone; the office does not know it either.",
  "pin.before": "From now on what is on this phone is locked. Nothing that is here is lost.",
  "pin.new": "New PIN",
  "pin.hint": "6 signs or more; digits will do. The longer, the harder to break. No birthdays or telephone numbers.",
  "pin.again": "Once more",
  "pin.do": "Use this PIN",
  "pin.busy": "Locking…",
  "pin.too_short": "Please use 6 signs or more",
  "pin.too_easy": "Repeated signs and rows of keys are broken at once. Please choose another",
  "pin.differs": "The two PINs are not the same",
  "pin.failed": "It could not be locked. Please see that the phone has room, and press again",

  "more.lock": "This phone’s lock",
  "more.lock.lead":
    "It locks by itself when it is not used for a while, but never while one of your visits is watched over.",
  "more.lock.now": "Lock now",
  "more.lock.visit": "It cannot be locked while a visit is watched over: you could not call for help.",
  "more.lock.unkept": "It cannot be locked: something that you typed could not be kept.",
  "more.pin": "Change the PIN",
  "more.pin.old": "Present PIN",
  "more.pin.done": "The PIN has been changed",
  "more.device.lead":
    "The fingerprint or the face of this phone can open the lock as well, without a signal, too. The PIN goes on working.",
  "more.device.on": "The fingerprint or the face of this phone opens the lock as well. The PIN goes on working.",
  "more.device.do": "Open with fingerprint or face as well",
  "more.device.stop": "Open with the PIN only",
  "more.device.done": "The lock opens with fingerprint or face as well",
  "more.device.stopped": "The lock opens with the PIN only",
  "more.device.cannot": "This could not be set up: this phone or browser has no such thing, or it was cancelled.",
};
