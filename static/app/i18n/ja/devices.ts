/** Words in Japanese: the user's phones, and registering one. */

export const devices = {
  "devices.title": "自分の端末",
  "devices.this": "この端末",
  "devices.registered": "登録済み",
  "devices.waiting": "承認を待っています",
  "devices.unknown": "まだ登録されていません",
  "devices.out_of_use": "使用停止",
  "devices.last": "最後の通信: {when}",
  "devices.compare": "新しい端末に、この番号が出ていますか?",
  "devices.compare.text":
    "同じ番号が出ている端末を手に持っているときだけ、登録してください。心当たりがなければ断り、管理者に知らせてください。",
  "devices.approve": "同じ番号なので登録する",
  "devices.refuse": "断る",
  "devices.refuse.title": "この端末を断りますか?",
  "devices.refuse.text":
    "その端末では使えません。心当たりがないときは、パスワードを知られています。すぐにパスワードを変え、管理者に知らせてください。",
  "devices.approved": "新しい端末を登録しました",
  "devices.refused": "断りました",
  "devices.registration.title": "管理者の承認を待っています",
  "devices.registration.text":
    "この端末は、まだ登録されていません。管理者に下の番号を伝えて、承認を頼んでください。すでに使っている端末があれば、その端末の「その他」「自分の端末を見る」で、自分でも承認できます。",
  "devices.registration.code": "この端末の番号",
  "devices.registration.then": "承認されると、この画面は自動で切り替わります。それまで、ケースの情報は届きません。",
  "devices.registration.look": "今すぐ確かめる",
  "devices.registration.give_up": "待たずにログアウトする",
  "devices.registration.give_up.title": "承認を待たずにログアウトしますか?",
  "devices.registration.give_up.text": "次に使うときは、もう一度ログインして承認を待ちます。",
} as const;
