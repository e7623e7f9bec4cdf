/** Words in Japanese: what must be followed up. */

export const followup = {
  "followup.title": "フォローが必要な方",
  "followup.all": "一覧をすべて見る({count}件)",
  "followup.empty": "担当のケースに、フォローが必要な方はいません。",

  "followup.list.monitoring_overdue": "モニタリングの期日超過",
  "followup.list.monitoring_due": "モニタリングの時期",
  "followup.list.period_ended": "プラン期間が終わって支援中",
  "followup.list.contact_lost": "長期の連絡途絶",
  "followup.list.no_contact": "連絡が取れていない",
  "followup.list.without_plan": "プラン作成待ち",
  "followup.list.case_review": "ケースレビューの時期",
  "followup.list.monitoring_unset": "モニタリング予定が未定",
  "followup.list.monitoring_soon": "まもなくモニタリング",
  "followup.list.period_ending": "まもなくプラン期間終了",

  "followup.why.monitoring_overdue": "次回モニタリングの予定を過ぎています。",
  "followup.why.monitoring_due": "いまが次回モニタリングの予定の時期です。",
  "followup.why.period_ended": "プランの期間が終わりましたが、評価がまだです。",
  "followup.why.contact_lost":
    "{contact_lost_months}か月以上、本人にも家族にも連絡が取れていません。評価を検討する時期です。",
  "followup.why.no_contact":
    "{no_contact_days}日以上、本人にも家族にも連絡が取れていません(不在・拒否・手紙を残した訪問は、連絡に数えません)。",
  "followup.why.without_plan": "受付または前のプランの評価から{without_plan_days}日以上、実施中のプランがありません。",
  "followup.why.case_review": "支援決定または前回のレビューから{case_review_months}か月が過ぎました。",
  "followup.why.monitoring_unset": "実施中のプランですが、次回モニタリングの予定が入っていません。",
  "followup.why.monitoring_soon": "次回モニタリングまで{monitoring_soon_days}日以内です。",
  "followup.why.period_ending": "プランの期間終了まで{period_ending_days}日以内です。",

  "followup.state.monitoring_overdue": "モニタリング {days}日超過",
  "followup.state.monitoring_due": "モニタリングの時期",
  "followup.state.period_ended": "期間終了から{days}日",
  "followup.state.contact_lost": "連絡なし {days}日",
  "followup.state.no_contact": "連絡なし {days}日",
  "followup.state.never_reached": "連絡の記録なし",
  "followup.state.without_plan": "プランなし {days}日",
  "followup.state.no_plan": "プランなし",
  "followup.state.case_review": "ケースレビューの時期",
  "followup.state.monitoring_unset": "モニタリング未定",
  "followup.state.monitoring_soon": "モニタリングまで{days}日",
  "followup.state.period_ending": "期間終了まで{days}日",
  "followup.state.period_ending.today": "今日が期間の最終日",

  "followup.on": "予定 {when}",
  "followup.since": "{when}から",
  "followup.reached": "最後の連絡 {when}",
  "followup.never_reached": "連絡の記録はありません",
  "followup.tried": "その後の試み {when}",
} as const;
