/** Words in English: consents to sharing, and what partners see. */

export const consents = {
  consents: "Consent to sharing",
  "consents.none": "No consent is in force. Partners see nothing.",
  "consents.over": "Consents that are over ({count})",
  "consent.page": "Consent to sharing",
  "consent.new": "Take a consent to sharing",
  "consent.lead":
    "Fill this in together with the client, and read the text aloud at the end. Each member of the household is asked for themselves. What was shared at a support conference (Article 9 of the Act) is no consent, and is not recorded here.",
  "consent.keep": "Record this consent",
  "consent.to": "Shared with: {receiver}",
  "consent.of": "Consent of: {name}",
  "consent.until": "until {ends}",
  "consent.partner.none": "(an agency that is not listed)",
  "consent.agency.hint": "An agency without an account. Only the consent is recorded; nothing reaches any phone.",
  "consent.shares.hint":
    "The name, its reading and the worker's name are always shared. Comments, photos and papers are shared by none of these. The household is not shared until everybody in it has consented.",
  "consent.purpose.hint": "For example: to support the employment preparation together",
  "consent.member.hint":
    "Leave this empty for the client's own consent. For somebody of the household, give their name and relation, such as: Hana Mihon (mother)",
  "consent.note.hint": "When, where and how you made sure of it. Needed where the consent is oral.",
  "consent.signature": "Signature",
  "consent.file": "Signature of a consent to sharing.png",
  "consent.spoken": "To be read aloud",
  "consent.spoken.missing":
    "Once the receiver, what is shared, what for and the period are given, the text stands here.",
  "consent.spoken.what": "{office} will tell {receiver} the following about {name}.",
  "consent.spoken.shares": "Besides your name and your worker's name, this is: {shares}.",
  "consent.spoken.purpose": "The purpose is: {purpose}",
  "consent.spoken.period": "It is told from {begins} to {ends}.",
  "consent.spoken.withdrawal":
    "You can end this at any time. You will not lose any support by it. When you end it, it also disappears from their phones.",
  "consent.handover.open": "Show the text and ask for the signature",
  "consent.handover.title": "Consent to sharing",
  "consent.move_end": "Move the end",
  "consent.move_end.lead":
    "Only the period is changed. To share something else, or with somebody else, take a new consent. Where you prolong it, write down that the person agreed.",
  "consent.withdraw": "Record the withdrawal",
  "consent.withdraw.lead": "When the person wants to end it, record it the same day. You need not ask for reasons.",
  "consent.withdraw.title": "Record the withdrawal?",
  "consent.withdraw.text":
    "As soon as this reaches the office, {receiver} will see nothing any more, and it disappears from their phones. A withdrawal cannot be undone. To share again, a new consent is needed.",
  "consent.withdraw.do": "Withdraw",
  "consent.withdrawal": "Withdrawal",
  "consent.state.in_force": "in force",
  "consent.state.ends_soon": "ends soon",
  "consent.state.not_begun": "not begun",
  "consent.state.ended": "ended",
  "consent.state.replaced": "ended (replaced by a newer consent)",
  "consent.state.withdrawn": "withdrawn",

  "tab.shared": "Shared",
  shared: "Shared with you",
  "shared.lead": "Clients about whom the support centre shares something with you, with their consent.",
  "shared.none": "Nobody is shared with you at present.",
  "shared.over": "This is no longer shared",
  "shared.over.text":
    "The period has ended or the consent was withdrawn. Nothing of it is left on this phone. Please call the worker if you need to.",
  "shared.page": "Shared with you",
  "shared.terms": "What was agreed to",
  "shared.forgets": "When the period ends or the consent is withdrawn, this disappears from this phone.",
  "shared.worker": "Worker: {name}",
};
