/** Words in Japanese: this phone: its space, who uses it, and what it keeps. */

export const phone = {
  storage: "端末の空き",
  "storage.used": "{used} 使用中(使えるのは {quota} まで)",
  "storage.copies":
    "写真・書類の控え {count}点 {used}({most} まで。長く開いていないものから消えます。事務所には残ります)",
  "storage.persisted": "記録は自動では消されません",
  "storage.not_persisted": "端末の空きが減ると、記録が消されることがあります",
  "storage.unknown": "このブラウザーは、空きの大きさを教えません",
  "storage.ask": "消さないよう、ブラウザーに頼む",
  "storage.ask.refused":
    "ブラウザーが引き受けませんでした。ホーム画面に追加できるときは、追加してからもう一度頼んでください。",
  "keeping.here": "このブラウザーで使う前に",
  "keeping.first": "まだこの端末にしかない記録があります",
  "keeping.long": "2日以上、事務所に届いていないものがあります",
  "keeping.week":
    "ブラウザーの中のままでは、7日間開かないと、未送信の記録と下書きが消されます。ホーム画面に追加してから使ってください。",
  "keeping.week_dock":
    "Safari の中のままでは、7日間開かないと、未送信の記録と下書きが消されます。「ファイル」の「Dock に追加」をしてから使ってください。",
  "keeping.week.unsent":
    "ブラウザーの中に書いたものは、7日間開かないと消されます。それまでに、電波の届く所で送ってください。",
  "keeping.closing":
    "プライベートウィンドウのようです。閉じると、未送信の記録と下書きが消えます。ふつうのウィンドウで開いてください。",
  "keeping.closing.unsent": "プライベートウィンドウのようです。閉じると消えます。送り終わるまで閉じないでください。",
  "keeping.offline":
    "このブラウザーでは、電波のない所で Banso を開けません。LINE の中などで開いたときは、Safari や Chrome で開き直してください。",
  "keeping.offline.unsent":
    "このブラウザーでは、電波のない所で Banso を開き直せません。送り終わるまで、この画面を閉じないでください。",
  "keeping.steps": "ホーム画面に追加する手順",

  who: "使っている人",
  "who.device": "端末の名前: {device}",
  device: "端末の名前",
  "device.change": "名前を変える",
  "device.hint": "事務所の画面に出る名前です。空にすると、元の名前に戻ります。",
  "device.saved": "端末の名前を変えました",
  signout: "ログアウト",
  "signout.title": "ログアウトしますか?",
  "signout.text": "この端末にあるケースと記録を消します。事務所には残っています。",
  "signout.under_way": "訪問が終わっていないため、ログアウトできません",
  "signout.under_way.do": "訪問の画面を開く",
  "signout.unsent": "まだ届けていないものがあるため、ログアウトできません",
  "signout.unsent.count": "未送信 {unsent}件、書きかけ {drafts}件",
  "signout.drafts.do": "書きかけの記録を見る",
  "signout.unheard": "{why}。つながってからログアウトしてください",
  "signout.unsent.do": "送信の状況を見る",
  "signout.failed": "ログアウトできませんでした。もう一度お試しください",
  "office.open": "事務所の画面を開く",
  "devices.see": "自分の端末を見る",

  "deliver.title": "未送信の記録を事務所に届けます",
  "deliver.text": "このアプリでは、もう書けません。",
  "deliver.done": "すべて事務所に届きました",
  "deliver.drafts": "書きかけが {count}件あります。ファイルに保存して、主任に渡してください。",
  leave: "この端末から届けられないとき",
  "leave.text": "ファイルに保存して、主任に渡してください。主任が取り込めます。",
  "leave.do": "この端末から消してログアウトする",
  "leave.title": "この端末から消しますか?",
  "leave.confirm": "未送信 {unsent}件、書きかけ {drafts}件がこの端末から消え、残るのは保存したファイルだけです。",

  about: "Banso 伴走について",
  "about.text": "電波のない所でも、訪問と同行の記録が書けます。書いた記録は、電波が届いたときに事務所へ送られます。",
  "about.version": "アプリの番号 {version}",

  update: "アプリの更新があります",
  "update.do": "アプリを更新する",
  "update.done": "アプリが新しくなりました",

  backup: "事務所の控え",
  "backup.covered": "{when} までに届いた記録は、事務所の控え(バックアップ)に入っています",
  "backup.none": "事務所の控え(バックアップ)は、まだ確認できていません",
  "backup.kept":
    "控えに入っていない {count}件の写しを、この端末に残しています。事務所の記録が失われたときは、もう一度届けます。",
  cleared: "この端末の記録が消えていました",
  "cleared.why":
    "空きがなくなると、ブラウザーが記録を消すことがあります({when} に分かりました)。ログインすると、事務所に届いている記録を受け取ります。",
  "cleared.unsent":
    "事務所に届いていなかったもの: {count}件(この端末の {saved}件中、{numbers}番)。覚えているうちに書き直し、主任に伝えてください。",
  "cleared.nothing": "すべて事務所に届いていました。",
  "storage.little": "端末の空きが少なくなっています",
  "storage.little.do":
    "空きがなくなると、ブラウザーが記録を消すことがあります。写真や使っていないアプリを消してから、送信してください。",
  "signout.kept": "控えに入っていない {count}件の写しも消えます。",
} as const;
