/** Words in English: this phone: its space, who uses it, and what it keeps. */

import type { phone as japanese } from "../ja/phone.ts";
import type { In } from "../translate.ts";

export const phone: In<typeof japanese> = {
  storage: "Space on this phone",
  "storage.used": "{used} used (of {quota})",
  "storage.copies":
    "Copies of photos and papers: {count}, {used} (up to {most}; those not opened for longest go first, and stay at the office)",
  "storage.persisted": "Notes are not cleared automatically",
  "storage.not_persisted": "Notes may be cleared when the phone gets full",
  "storage.unknown": "This browser does not say how much room there is",
  "storage.ask": "Ask the browser to keep them",
  "storage.ask.refused":
    "The browser has not agreed. Where Banso can be added to the home screen, add it, then ask once more.",
  "keeping.here": "Before you use this browser",
  "keeping.first": "Some of your notes are on this phone only",
  "keeping.long": "Something has not reached the office for two days or more",
  "keeping.week":
    "Kept in the browser, unsent notes and drafts are deleted once Banso was not opened for seven days. Please add it to the home screen first.",
  "keeping.week_dock":
    "Kept in Safari, unsent notes and drafts are deleted once Banso was not opened for seven days. Please choose Add to Dock in the File menu first.",
  "keeping.week.unsent":
    "What is written in the browser is deleted once it was not opened for seven days. Please send it before, where there is a signal.",
  "keeping.closing":
    "This seems to be a private window. Unsent notes and drafts go when it is closed. Please open Banso in an ordinary one.",
  "keeping.closing.unsent":
    "This seems to be a private window, and goes with all that is in it. Please do not close it before everything is sent.",
  "keeping.offline":
    "This browser cannot open Banso without a signal. Where it is part of another app, such as LINE, please open Banso in Safari or Chrome.",
  "keeping.offline.unsent":
    "This browser cannot open Banso again without a signal. Please do not close it before everything is sent.",
  "keeping.steps": "How to add it to the home screen",

  who: "Signed in",
  "who.device": "Name of this device: {device}",
  device: "Name of this device",
  "device.change": "Change the name",
  "device.hint": "The office sees this device under this name. Leave it empty for the name that it had first.",
  "device.saved": "The name of this device has been changed",
  signout: "Sign out",
  "signout.title": "Sign out?",
  "signout.text": "The cases and notes on this phone will be removed. The office keeps them.",
  "signout.under_way": "You cannot sign out while a visit is under way",
  "signout.under_way.do": "Open the visit",
  "signout.unsent": "You cannot sign out yet: some work is not with the office",
  "signout.unsent.count": "{unsent} not sent, {drafts} {drafts|draft|drafts}",
  "signout.drafts.do": "See the drafts",
  "signout.unheard": "{why}. Please sign out when the office is in reach",
  "signout.unsent.do": "See what is unsent",
  "signout.failed": "Signing out did not work. Please try again",
  "office.open": "Open the office pages",
  "devices.see": "See my phones",

  "deliver.title": "What is unsent goes to the office",
  "deliver.text": "You cannot write in this app any more.",
  "deliver.done": "Everything is with the office",
  "deliver.drafts":
    "There {count|is|are} {count} {count|draft|drafts}. Save {count|it|them} to a file and give it to your supervisor.",
  leave: "If it cannot be sent from this phone",
  "leave.text": "Save them to a file and give it to your supervisor, who can take it in.",
  "leave.do": "Clear this phone and sign out",
  "leave.title": "Clear this phone?",
  "leave.confirm":
    "{unsent} unsent and {drafts} {drafts|draft|drafts} go from this phone. The file that you saved is all that is left.",

  about: "About Banso",
  "about.text":
    "Write the notes of visits and accompaniments without a signal. They go to the office when there is one.",
  "about.version": "App number {version}",

  update: "There is an update of the app",
  "update.do": "Update the app",
  "update.done": "The app has been updated",

  backup: "The office's backups",
  "backup.covered": "What arrived by {when} is in a verified backup of the office",
  "backup.none": "No backup of the office has been verified yet",
  "backup.kept":
    "This phone keeps copies that are in no backup yet ({count}). Should the office lose its records, they are delivered again.",
  cleared: "The notes on this phone were cleared",
  "cleared.why":
    "When there is no room left, the browser may clear what it keeps (found on {when}). Sign in to receive what is with the office.",
  "cleared.unsent":
    "Not with the office: {count} (of {saved} saved on this phone, numbers {numbers}). Please write them again, and tell your supervisor.",
  "cleared.nothing": "Everything was with the office.",
  "storage.little": "This phone is running out of room",
  "storage.little.do":
    "When there is no room left, the browser may clear what it keeps. Please delete photos or apps you do not use, and send.",
  "signout.kept": "Copies that are in no backup yet ({count}) are removed as well.",
};
