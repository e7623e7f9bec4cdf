/** Words in English: notices and push messages. */

import type { notices as japanese } from "../ja/notices.ts";
import type { In } from "../translate.ts";

export const notices: In<typeof japanese> = {
  push: "Notifications",
  "push.lead": "Tells you of monitoring that is due, of tomorrow's appointments and the like while the app is closed.",
  "push.open": "Notification settings",
  "push.title": "Notification settings",
  "push.what": "What they are",
  "push.what.text":
    "When a date comes near, a short sentence appears on this phone, such as “Monitoring due today: 1”, without a name or anything from a record. Open it to see what it is about.",
  "push.here": "This phone",
  "push.state.on": "Gets notifications",
  "push.state.off": "Gets no notifications",
  "push.state.denied": "Notifications are blocked",
  "push.state.unsupported": "This browser cannot get notifications",
  "push.state.install_first": "Add the app to the home screen to get notifications",
  "push.denied.do":
    "Somebody once chose not to allow them. Allow notifications for this app (or the browser) in the phone's settings, then open the app again.",
  "push.unsupported.do":
    "Notices can be seen in the app as before. To get notifications, update the phone and its browser.",
  "push.install_first.1": "In Safari, tap the share button at the foot of the screen (a square with an arrow).",
  "push.install_first.2": "Choose “Add to Home Screen”.",
  "push.install_first.3": "Open “Banso” from the home screen, and come back to this page.",
  "install.first":
    "Unsent notes and drafts that were written in the browser do not move to Banso on the home screen. Please send them before you add it.",
  "install.none": "Nothing is left here. You can add it now",
  "install.left": "Some of it could not be delivered",
  "install.drafts": "Drafts cannot be sent. Please finish and save them.",
  "push.on.do": "Get them on this phone",
  "push.on.hint": "The phone will ask for permission. Choose “Allow”.",
  "push.busy": "Checking",
  "push.off.do": "No more on this phone",
  "push.test": "Send a test",
  "push.test.text": "The office sends one notification to this phone, to try it out.",
  "push.test.busy": "Being sent. Please wait until it comes",
  "push.test.arrived": "It has reached this phone",
  "push.test.sent":
    "The office has sent it. If it does not come within a minute, check the phone's settings for notifications and for saving power",
  "push.test.failed": "It could not be sent. Switch notifications off on this phone, then on again",
  "push.test.refused":
    "It cannot be sent. The office's server is set up wrongly, which no phone can mend. Please tell your administrator",
  "push.test.waiting": "The office does not seem to send at the moment. Please tell your administrator",
  "push.kinds": "What to be told of",
  "push.kinds.hint":
    "What you leave out still stands among the notices in the app. The choice is the same on all your phones.",
  "push.kinds.always": "What concerns the safety of a visit always comes, at night too.",
  "push.kinds.again": "Try again",
  "problem.no_push_address": "The phone gave no address for notifications. Please try again where there is a signal",
  notices: "Notices",
  "notices.one": "Notice",
  "notices.unseen": "Unread",
  "notices.mark_all": "Mark all as read",
  "notices.empty": "There are no notices",
  "notices.see": "See the notices",
  "notices.count": "{word} ({count})",
  "notices.not_yours": "A case that is not yours",
  "notices.gone": "The record is not on this phone now: somebody else has the case, or it was deleted.",
  "notices.open_office": "Open it on the office pages",
  "notices.office_offline": "The office pages open when the office is in reach.",
  "notices.fetching": "Fetching the notice…",
  "notices.not_here": "This notice is not on this phone yet",
  "notices.not_here.do": "Wait a moment, then fetch it again.",
  "notices.no_signal": "The office is not in reach. It can be fetched when it is.",
  "notices.fetch": "Fetch it again",
};
