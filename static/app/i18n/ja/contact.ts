/** Words in Japanese: a phone that has heard nothing of its office for long, and what is written on it then. */

export const contact = {
  "contact.soon.days": "あと{days}日で、この端末の記録が開けなくなります",
  "contact.soon.hours": "あと{hours}時間で、この端末の記録が開けなくなります",
  "contact.soon.do":
    "しばらく事務所とつながっていません。電波の届く所でアプリを開くと、続けて使えます。書いた記録は消えません。",

  shut: "記録を閉じています",
  "shut.why":
    "長いあいだ事務所とつながっていないので、ケースと記録を閉じています。電波の届く所でつながると、元どおりに開きます。書いた記録は消えていません。",
  "shut.refused":
    "事務所でのログインが終わっているので、ケースと記録を閉じています。ログインすると、元どおりに開きます。書いた記録は消えていません。",
  "shut.unsent": "送信前のものが{count}件あります。つながると、事務所に届きます。",
  "shut.refused.unsent": "送信前のものが{count}件あります。ログインすると、事務所に届きます。",

  "unplaced.write": "記録を書いておく",
  "unplaced.write.lead":
    "ここで書いた記録は、この端末に鍵をかけて残します。つながったあと、「今日」の画面でケースに入れてください。",
  "unplaced.about": "だれのこと",
  "unplaced.about.hint": "あとで自分に分かる書き方で",
  "unplaced.when": "いつ",
  "unplaced.what": "あったこと",
  "unplaced.written": "書いた記録{count}件をこの端末に残しています。中身は、つながるまで出ません。",
  unplaced: "ケースに入れる記録",
  "unplaced.lead":
    "事務所とつながらないあいだに書いた記録です。ケースを選ぶと、その内容で記録の画面が開きます。保存するまで、ここに残ります。",
  "unplaced.nobody": "だれのことか、書いてありません",
  "unplaced.case": "どのケースの記録ですか",
  "unplaced.case.choose": "選んでください",
  "unplaced.case.missing": "ケースを選んでください",
  "unplaced.place": "このケースの記録にする",
  "unplaced.drop": "この記録を捨てる",
};
