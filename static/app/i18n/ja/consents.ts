/** Words in Japanese: consents to sharing, and what partners see. */

export const consents = {
  consents: "情報提供の同意",
  "consents.none": "いま有効な同意はありません。委託先の方には何も見えません。",
  "consents.over": "終わった同意({count}件)",
  "consent.page": "情報提供の同意",
  "consent.new": "情報提供の同意をとる",
  "consent.lead":
    "ご本人と一緒に確かめながら記入し、最後に文を読み上げます。世帯の方の分は、お一人ずつとります。支援会議(法第9条)で共有したことは、同意ではないので、ここには記録しません。",
  "consent.keep": "この同意を記録する",
  "consent.to": "提供先: {receiver}",
  "consent.of": "同意した方: {name}",
  "consent.until": "{ends}まで",
  "consent.partner.none": "(一覧にない機関)",
  "consent.agency.hint": "アカウントのない機関の名前です。同意の記録だけが残り、端末には何も届きません。",
  "consent.shares.hint":
    "氏名・ふりがな・担当者名は、いつも伝わります。コメント、写真・書類は、どれを選んでも伝わりません。世帯の状況は、世帯の方全員の同意がそろうまで伝わりません。",
  "consent.purpose.hint": "例: 就労準備の通所を一緒に支えるため",
  "consent.member.hint":
    "相談者ご本人の同意なら、空けておきます。世帯の方の同意なら、その方の氏名と続柄を入れます。例: 見本 ハナ(母)",
  "consent.note.hint": "いつ、どこで、どのように確かめたか。口頭のときは必ず書きます。",
  "consent.signature": "署名",
  "consent.file": "情報提供同意書の署名.png",
  "consent.spoken": "読み上げる文",
  "consent.spoken.missing": "提供先、提供する内容、利用目的、期間を入れると、読み上げる文ができます。",
  "consent.spoken.what": "{office}は、{name}さんについて、次のことを{receiver}に伝えます。",
  "consent.spoken.shares": "お名前と担当者の名前のほかに伝えるのは、{shares}です。",
  "consent.spoken.purpose": "伝える目的は「{purpose}」です。",
  "consent.spoken.period": "伝えるのは、{begins}から{ends}までです。",
  "consent.spoken.withdrawal":
    "いつでも終わりにできます。終わりにしても、支援が受けられなくなることはありません。終わりにすると、相手の端末からも消えます。",
  "consent.handover.open": "文を見ていただき、署名をもらう",
  "consent.handover.title": "情報提供同意書",
  "consent.move_end": "終わる日を変える",
  "consent.move_end.lead":
    "期間だけを変えます。内容や提供先を変えるときは、新しい同意をとってください。延ばすときは、ご本人に確かめたことを「同意の状況」に書きます。",
  "consent.withdraw": "撤回を記録する",
  "consent.withdraw.lead":
    "ご本人が「もう伝えないでほしい」と言われたら、その日のうちに記録します。理由を聞き出す必要はありません。",
  "consent.withdraw.title": "撤回を記録しますか?",
  "consent.withdraw.text":
    "{receiver}には、この端末の記録が届きしだい、何も見えなくなります。相手の端末からも消えます。撤回は取り消せません。もう一度伝えるには、新しい同意が要ります。",
  "consent.withdraw.do": "撤回する",
  "consent.withdrawal": "撤回",
  "consent.state.in_force": "有効",
  "consent.state.ends_soon": "まもなく終わる",
  "consent.state.not_begun": "開始前",
  "consent.state.ended": "終了",
  "consent.state.replaced": "終了(新しい同意に替わりました)",
  "consent.state.withdrawn": "撤回",

  "tab.shared": "共有",
  shared: "共有されている方",
  "shared.lead": "ご本人の同意にもとづいて、支援機関から共有されている方です。",
  "shared.none": "いま共有されている方はいません。",
  "shared.over": "共有は終わりました",
  "shared.over.text":
    "期間が終わったか、同意が撤回されました。内容はこの端末にも残っていません。ご用の方は、担当の職員に電話してください。",
  "shared.page": "共有されている方",
  "shared.terms": "同意の内容",
  "shared.forgets": "期間が終わるか、同意が撤回されると、この端末から消えます。",
  "shared.worker": "担当: {name}",
};
