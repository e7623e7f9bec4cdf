/** Words in English: a phone that has heard nothing of its office for long, and what is written on it then. */

import type { contact as ja } from "../ja/contact.ts";
import type { In } from "../translate.ts";

export const contact: In<typeof ja> = {
  "contact.soon.days": "Days until the records on this phone close: {days}",
  "contact.soon.hours": "Hours until the records on this phone close: {hours}",
  "contact.soon.do":
    "The office has not been reached for a while. Open the app where there is a network, and it goes on. Nothing that you wrote is lost.",

  shut: "The records are closed",
  "shut.why":
    "The office has not been reached for a long time, so cases and records are closed. They open again once it is reached. Nothing that you wrote is lost.",
  "shut.refused":
    "The sign-in at the office is over, so cases and records are closed. They open again once you have signed in. Nothing that you wrote is lost.",
  "shut.unsent": "Waiting to be sent: {count}. They go out once the office is reached.",
  "shut.refused.unsent": "Waiting to be sent: {count}. They go out once you have signed in.",

  "unplaced.write": "Write a note",
  "unplaced.write.lead":
    "What you write here is kept on this phone, sealed. Once the office has been reached, put it into a case on the screen “Today”.",
  "unplaced.about": "About whom",
  "unplaced.about.hint": "In words that tell you later",
  "unplaced.when": "When",
  "unplaced.what": "What happened",
  "unplaced.written": "Notes kept on this phone: {count}. What they say is shown once the office has been reached.",
  unplaced: "Notes to put into a case",
  "unplaced.lead":
    "Written while the office could not be reached. Choose a case, and the form of a note is filled in. They stay here until that is saved.",
  "unplaced.nobody": "It does not say about whom",
  "unplaced.case": "Whose case is it",
  "unplaced.case.choose": "Choose",
  "unplaced.case.missing": "Choose a case",
  "unplaced.place": "Make it a note of this case",
  "unplaced.drop": "Throw this note away",
};
