/**
 * Words in Japanese on the notifications of a phone. They stand on a locked screen: never a name, never a place.
 * By the codes of reminders; `other` for one that is newer than this app.
 */

export const push = {
  title: "Banso 伴走",
  other: "お知らせがあります",
  monitoring_soon: "期日の近いモニタリングが{count}件あります",
  monitoring_due: "本日のモニタリングの予定が{count}件あります",
  monitoring_overdue: "期日を過ぎたモニタリングが{count}件あります",
  monitoring_escalated: "モニタリングの遅れているケースが{count}件あります",
  period_ending: "まもなく期間の終わるプランが{count}件あります",
  case_review_due: "ケースレビューの時期のケースが{count}件あります",
  no_contact: "しばらく連絡のとれていないケースが{count}件あります",
  contact_lost: "連絡の途絶えているケースが{count}件あります",
  appointments_tomorrow: "明日の予定が{count}件あります",
  appointment_soon: "まもなく予定の時刻です",
  task_due: "期限の来た用件が{count}件あります",
  visit_overrun: "訪問の終わりの時刻を過ぎています。終わったら知らせてください",
  visit_overrun_escalated: "訪問から戻っていない職員がいます。確かめてください",
  alarm: "職員が助けを求めています。すぐに開いてください",
  alarm_over: "助けを求めていた職員から、無事の連絡がありました",
  comment: "記録にコメントが届きました",
  approval: "プランの承認について、お知らせがあります",
  late_work: "以前の担当者の記録が届きました",
  restricted_opened: "閲覧を制限したケースが開かれました",
  phone_waits: "新しい端末が承認を待っています",
  phone_registered: "新しい端末が登録されました",
  test: "試しの通知です。この端末に届いています",
} as const;
