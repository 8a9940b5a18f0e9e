import { defineMessages } from './define.ts';

export const planMessages = defineMessages({
  'plan.title.rescue-entry': { en: 'Boot the rescue entry', ja: 'レスキュー項目で起動' },
  'plan.title.previous-kernel': { en: 'Previous kernel', ja: '一つ前のカーネルで起動' },
  'plan.why.drbd': {
    en: 'The screen spoke of a DRBD module that does not fit the kernel: this is the usual cure.',
    ja: '画面に、カーネルに合わない DRBD モジュールのことが出ていました。ふつうはこれで直ります。',
  },
  'plan.why.kernelUpdate': {
    en: 'What the screen said fits a kernel update that went wrong: this is the usual cure.',
    ja: '画面の内容は、カーネル更新の失敗に当てはまります。ふつうはこれで直ります。',
  },
  'plan.title.single-user': { en: 'Single user', ja: 'シングルユーザーで起動' },
  'plan.title.emergency-shell': { en: 'Root shell, no password', ja: 'パスワードなしの root シェル' },
  'plan.title.break-initramfs': { en: 'Shell before the disk is used', ja: 'ディスクを使う前のシェル' },
  'plan.title.no-selinux': { en: 'SELinux only warns', ja: 'SELinux を警告のみにして起動' },
  'plan.effect.rescue-entry': {
    en: 'Boots the menu’s rescue entry, or else the recovery mode of an older kernel. No setting is changed; the system that starts writes to its disk as at every boot.',
    ja: 'メニューのレスキュー項目(なければ以前のカーネルのリカバリーモード)で起動します。設定は変えませんが、起動したシステムは通常どおりディスクに書き込みます。',
  },
  'plan.effect.previous-kernel': {
    en: 'Boots the kernel before the newest one, this once. No setting is changed; the system that starts writes to its disk as at every boot.',
    ja: '一つ前のカーネルで今回だけ起動します。設定は変えませんが、起動したシステムは通常どおりディスクに書き込みます。',
  },
  'plan.effect.single-user': {
    en: 'Boots the highlighted entry into single-user mode, this once: no services, and the root password is asked for. The disk is mounted for writing.',
    ja: '選択中の項目を今回だけシングルユーザーモードで起動します。サービスは動かず、root のパスワードを聞かれます。ディスクは書き込み可能でマウントされます。',
  },
  'plan.effect.emergency-shell': {
    en: 'Boots the highlighted entry straight into a root shell without a password (init=/bin/bash), this once. The disk stays read-only until you run: mount -o remount,rw /',
    ja: '選択中の項目を今回だけ、パスワードなしの root シェル(init=/bin/bash)で起動します。mount -o remount,rw / を実行するまで、ディスクは読み取り専用です。',
  },
  'plan.effect.break-initramfs': {
    en: 'Boots the highlighted entry and stops in its early file system, this once: with dracut (rd.break) the disk is mounted read-only under /sysroot, with initramfs-tools (break=mount) it is not mounted yet. Nothing is written.',
    ja: '選択中の項目を起動し、今回だけ初期ファイルシステムの中で止めます。dracut(rd.break)ではディスクが /sysroot に読み取り専用でマウントされ、initramfs-tools(break=mount)ではまだマウントされません。何も書き込みません。',
  },
  'plan.effect.no-selinux': {
    en: 'Boots the highlighted entry with SELinux only warning (enforcing=0), this once. The disk is mounted for writing; labels stay in order.',
    ja: '選択中の項目を今回だけ、SELinux を警告のみ(enforcing=0)にして起動します。ディスクは書き込み可能でマウントされ、ラベルは保たれます。',
  },
  'plan.snapshotFirst': {
    en: '{{target}} can be kept as a snapshot at its provider. Now is a good moment: while the menu is held, nothing writes to the disk.',
    ja: '{{target}} は事業者のスナップショットに保存できます。メニューを保持している今は、ディスクへの書き込みがないので好機です。',
  },
  'plan.snapshotTaken': { en: 'The provider is taking the snapshot “{{name}}”.', ja: '事業者がスナップショット「{{name}}」を作成しています。' },
  'plan.looksInside': { en: 'Not on this list. Looking inside “{{entry}}”.', ja: 'この一覧にはありません。「{{entry}}」の中を探します。' },
  'plan.appends': { en: 'Adding to the kernel line: {{words}}', ja: 'カーネル行に追加: {{words}}' },
  'plan.editorAgain': { en: 'The typed text did not arrive as meant. The editor was left, which undid it; once more.', ja: '入力が意図どおりに届きませんでした。エディターを抜けて元に戻し、やり直します。' },
  'plan.screenshotSaved': { en: 'Saved the picture as {{file}}.', ja: '画面を {{file}} に保存しました。' },
  'plan.done': { en: 'Held, and the plan is done.', ja: '保持し、プランを完了しました。' },
  'plan.stopped': { en: 'The plan stopped at “{{step}}”.', ja: 'プランは「{{step}}」で止まりました。' },
  'plan.stoppedNext': { en: 'The plan stopped at “{{step}}”. Next to try: {{next}}', ja: 'プランは「{{step}}」で止まりました。次の候補: {{next}}' },
  'plan.unexpectedScreen': {
    en: 'The screen shows something else than this step is for ({{phase}}: “{{line}}”). Look at it, then go on by hand or with another plan.',
    ja: '画面がこの手順の想定と異なります({{phase}}: 「{{line}}」)。画面を確認し、手動か別のプランで続けてください。',
  },
  'plan.noHighlight': {
    en: 'The menu is there, but no highlighted entry can be read. Choose on the console yourself.',
    ja: 'メニューは見えますが、選択中の項目を読み取れません。コンソールで直接選んでください。',
  },
  'plan.noSuchEntry': {
    en: 'No entry for {{wanted}} is in this menu or its submenus; the highlight is back where it was. Choose another entry, or edit the one there is.',
    ja: '{{wanted}} に当たる項目は、メニューにもサブメニューにもありません。選択は元の位置に戻しました。別の項目を選ぶか、今ある項目を編集してください。',
  },
  'plan.listChanged': {
    en: 'The menu changed while the plan moved through it; the highlight is on “{{seen}}”. Somebody else may be pressing keys: look at the console, then try again.',
    ja: 'プランの途中でメニューが変わりました。今は「{{seen}}」が選ばれています。ほかの人がキーを押しているかもしれません。画面を確認して、もう一度お試しください。',
  },
  'plan.stuck': {
    en: 'The key {{key}} changed nothing on the screen. Press it on the console yourself to see whether the server still takes keys.',
    ja: '{{key}} を押しても画面が変わりません。コンソールで直接押して、サーバーがキーを受け付けるか確認してください。',
  },
  'plan.passwordAsked': {
    en: 'GRUB asks for its own password. Enter it on the console, or use the provider’s rescue mode instead.',
    ja: 'GRUB がパスワードを求めています。コンソールで入力するか、事業者のレスキューモードをお使いください。',
  },
  'plan.loaderError': { en: 'The boot loader says: {{line}} Choose another entry.', ja: 'ブートローダーのエラー: {{line}} 別の項目を選んでください。' },
  'plan.notBooted': {
    en: 'No boot began, or the boot loader came back to its menu. Look at the screen, then choose by hand.',
    ja: '起動が始まらなかったか、ブートローダーのメニューに戻りました。画面を確認して手動で選んでください。',
  },
  'plan.noKernelLine': {
    en: 'This entry has no “linux” line to edit; the editor was left unchanged. Highlight an entry that boots a kernel.',
    ja: 'この項目には編集できる「linux」の行がありません。何も変えずにエディターを抜けました。カーネルを起動する項目を選んでください。',
  },
  'plan.alreadyThere': {
    en: 'The kernel line ends with “{{words}}” already; the editor was left unchanged. Boot the entry as it is.',
    ja: 'カーネル行の末尾にはすでに「{{words}}」があります。何も変えずにエディターを抜けました。そのまま起動してください。',
  },
  'plan.initramfsUnknown': {
    en: 'The entry does not show which program made its early file system. Say the word yourself: edit-kernel \'append rd.break\' or \'append break=mount\'.',
    ja: 'この項目からは初期ファイルシステムの種類が分かりません。edit-kernel \'append rd.break\' か \'append break=mount\' を指定してください。',
  },
  'plan.typedUnseen': {
    en: 'What was typed did not show on the screen, so the typing stopped. Check on the console that it takes keys.',
    ja: '入力した文字が画面に現れないため、入力を止めました。コンソールがキーを受け付けるか確認してください。',
  },
  'plan.typedWrong': {
    en: 'What was typed arrived wrong and could not be mended; on the screen is “{{seen}}”. The keyboard layout of the console may be another one: type it by hand.',
    ja: '入力が誤って届き、直せませんでした。画面には「{{seen}}」とあります。コンソールのキーボード配列が異なるかもしれません。手で入力してください。',
  },
  'plan.noSuchKey': { en: '“{{character}}” is on no key of a US or Japanese keyboard. Leave it out.', ja: '「{{character}}」は US 配列にも日本語配列にもない文字です。除いてください。' },
  'plan.noSuchKeySecret': { en: 'A character of the password is on no key of this keyboard. Type it by hand.', ja: 'パスワードに、このキーボードにない文字があります。手で入力してください。' },
  'plan.grubWords': {
    en: 'GRUB would take ; & | < > { } in “{{words}}” for commands of its own. Put quotation marks around the word that has them.',
    ja: '「{{words}}」の中の ; & | < > { } は GRUB のコマンドの記号と見なされます。その語を引用符で囲んでください。',
  },
  'plan.noPrompt': { en: 'The screen is empty: there is no prompt to type at. Wait for one first, for example with wait prompt.', ja: '画面が空で、入力先のプロンプトがありません。先に wait prompt などで待ってください。' },
  'plan.panicked': {
    en: 'This boot ended in a kernel panic as well: {{reason}}. Catch the menu again and choose another entry.',
    ja: 'この起動もカーネルパニックで終わりました({{reason}})。もう一度メニューを捕まえて、別の項目を選んでください。',
  },
  'plan.waitOver': {
    en: 'Waited {{seconds}} s for {{what}}, and it did not show. Look at the screen; a longer time can be given in the plan.',
    ja: '{{what}} を {{seconds}} 秒待ちましたが、現れませんでした。画面を確認してください。プランで待ち時間を延ばせます。',
  },
  'plan.unwanted': { en: 'The screen shows what the plan must not meet: {{pattern}}. Look at it before you go on.', ja: 'プランで禁じた文字が画面に出ました: {{pattern}}。続ける前に画面を確認してください。' },
  'plan.consoleLost': { en: 'The console has been away for {{seconds}} s. Open it again, then go on from where the screen is.', ja: 'コンソールが {{seconds}} 秒間切れたままです。開き直して、画面の状態から続けてください。' },
  'plan.noScreenshots': { en: 'Screenshots cannot be saved from here. Leave the step out.', ja: 'ここではスクリーンショットを保存できません。この手順を除いてください。' },
  'plan.nextTime': {
    en: 'Make the next time easier. Review these commands, then run them as root on the rescued system ({{system}}):',
    ja: '次に備えて: 内容を確認してから、復旧したシステム({{system}})で root として実行してください。',
  },
  'plan.nextTime.system.debian': { en: 'Debian, Ubuntu and kin', ja: 'Debian・Ubuntu 系' },
  'plan.nextTime.system.redHat': { en: 'Red Hat Enterprise Linux and kin', ja: 'Red Hat Enterprise Linux 系' },
  'plan.nextTime.menu': { en: 'A visible menu that waits 15 s', ja: 'メニューを表示し、15 秒待つ' },
  'plan.nextTime.panic': { en: 'Restart 30 s after a kernel panic, so that the menu comes back by itself', ja: 'カーネルパニックの 30 秒後に再起動し、メニューを自動で再表示する' },
  'plan.nextTime.kernel': { en: 'Keep older kernels, among them the one that works now', ja: '今動いているものを含め、以前のカーネルを残す' },
  'plan.empty': { en: 'The plan is empty. Name one, such as rescue-entry, or write steps.', ja: 'プランが空です。rescue-entry などの名前か、手順を書いてください。' },
  'plan.tooLong': { en: 'The plan is longer than {{limit}}. Shorten it.', ja: 'プランが長すぎます(上限 {{limit}})。短くしてください。' },
  'plan.notUnderstood': {
    en: 'This step cannot be understood: {{text}} Write for example: select /rescue/i; boot; wait /login:/ 60s',
    ja: '手順を解釈できません: {{text}} 例: select /rescue/i; boot; wait /login:/ 60s',
  },
  'plan.stepUnknown': {
    en: '“{{step}}” is neither a step nor a plan. Plans: {{plans}}. Steps: select, boot, edit-kernel, wait, type, keys, screenshot, expect-not.',
    ja: '「{{step}}」という手順やプランはありません。プラン: {{plans}}。手順: select、boot、edit-kernel、wait、type、keys、screenshot、expect-not。',
  },
  'plan.badPattern': { en: 'The pattern {{pattern}} cannot be used ({{reason}}). Write a simpler one.', ja: 'パターン {{pattern}} は使えません({{reason}})。もっと単純に書いてください。' },
});
