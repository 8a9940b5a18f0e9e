import { defineMessages } from './define.ts';

export const cliMessages = defineMessages({
  'cli.description': {
    en: 'Catches the boot menu of a VPS that panics: reboots it, is back on its console in time, holds the menu and proves it by reading the screen.',
    ja: '起動時にパニックする VPS のブートメニューを捕まえます。再起動し、間に合うようにコンソールへ戻り、メニューを保持して、画面を読んで確かめます。',
  },
  'cli.catch': { en: 'reboot the target and hold its boot menu', ja: '対象を再起動し、ブートメニューを保持します' },
  'cli.servers': { en: 'list accounts, or the servers of one', ja: 'アカウントの一覧、またはその中のサーバーの一覧を表示します' },
  'cli.screen': { en: 'show the screen (or a screenshot, a .png file) as text, or save it as a picture', ja: '画面(または .png のスクリーンショット)を文字で表示、または画像で保存します' },
  'cli.keys': { en: 'press keys on the console and show the result', ja: 'コンソールでキーを押し、その結果を表示します' },
  'cli.account': { en: 'add or remove an account', ja: 'アカウントを追加・削除します' },
  'cli.accountAdd': { en: 'add an account; its secrets stay in the environment', ja: 'アカウントを追加します(秘密の値は環境変数に置きます)' },
  'cli.accountRemove': { en: 'forget an account', ja: 'アカウントを削除します' },
  'cli.accountAdded': { en: 'Added the account “{{account}}”. List its servers with: bootcatch servers {{account}}', ja: 'アカウント「{{account}}」を追加しました。サーバーの一覧: bootcatch servers {{account}}' },
  'cli.accountSecrets': { en: 'Its secrets are read from: {{variables}}', ja: '秘密の値はこの環境変数から読みます: {{variables}}' },
  'cli.accountRemoved': { en: 'Removed the account “{{account}}”.', ja: 'アカウント「{{account}}」を削除しました。' },
  'cli.settingMalformed': {
    en: 'Settings are written as name=value. For {{provider}}: {{settings}}.',
    ja: '設定は 名前=値 の形で指定してください。{{provider}} の設定: {{settings}}',
  },
  'cli.secretInArguments': {
    en: '“{{setting}}” is a secret and does not belong into arguments, which other programs can read. Set {{variable}} instead.',
    ja: '「{{setting}}」は秘密の値です。引数はほかのプログラムから見えるため指定できません。環境変数 {{variable}} に設定してください。',
  },
  'cli.argument.accountName': { en: 'how you call the account', ja: 'アカウントの呼び名' },
  'cli.argument.settings': { en: 'the provider’s settings, as name=value', ja: '事業者ごとの設定(名前=値)' },
  'cli.plans': { en: 'list the plans for --then and what each of them does', ja: '--then に指定できるプランと、その内容を一覧します' },
  'cli.argument.target': {
    en: 'practice[:scenario] | qemu[:image] | console URL | - (URL from standard input) | account/server | openstack:cloud/server',
    ja: 'practice[:シナリオ] | qemu[:イメージ] | コンソールの URL | -(標準入力から URL)| アカウント/サーバー | openstack:クラウド/サーバー',
  },
  'cli.argument.account': { en: 'an account’s name, or openstack:cloud (a name in clouds.yaml, or env)', ja: 'アカウント名、または openstack:クラウド(clouds.yaml の名前か env)' },
  'cli.argument.sequence': { en: 'keys in Packer’s language, such as <down><enter>', ja: 'Packer の書き方によるキー列(<down><enter> など)' },
  'cli.option.keys': { en: 'auto, arrows, f4, esc, shift, or a key sequence', ja: 'auto、arrows、f4、esc、shift、またはキー列' },
  'cli.option.laps': { en: 'how many times the target may be reset', ja: '再起動してよい最大の回数' },
  'cli.option.reboot': { en: 'who reboots: the provider (hard, soft) or you (manual)', ja: '再起動のしかた: 事業者の API(hard、soft)または自分で(manual)' },
  'cli.option.delay': { en: 'milliseconds from the console’s end to the first try', ja: 'コンソールが切れてから最初の接続までのミリ秒' },
  'cli.option.interval': { en: 'milliseconds between two tries', ja: '接続を試す間隔のミリ秒' },
  'cli.option.timeout': { en: 'give up after this many seconds', ja: 'この秒数で断念します' },
  'cli.option.screenshot': { en: 'save the last picture as a PNG file', ja: '最後の画面を PNG ファイルに保存します' },
  'cli.option.then': { en: 'what to do with the held menu: a plan (see bootcatch plans), or steps such as "select /rescue/i; boot"', ja: '保持したあとにすること: プラン名(bootcatch plans で一覧)か、"select /rescue/i; boot" のような手順' },
  'cli.option.force': { en: 'reset even where a login, a file-system check, a relabel or a crash dump is on the screen', ja: 'ログイン画面やファイルシステム検査などが表示されていても再起動します' },
  'cli.option.json': { en: 'write the timeline, one JSON event a line', ja: 'タイムラインを 1 行 1 イベントの JSON で出力します' },
  'cli.option.jsonList': { en: 'write the list as JSON', ja: '一覧を JSON で出力します' },
  'cli.option.text': { en: 'write the screen’s text (the default)', ja: '画面の文字を出力します(既定)' },
  'cli.option.png': { en: 'save the picture as a PNG file', ja: '画面を PNG ファイルに保存します' },
  'cli.option.passwordCommand': { en: 'a command that prints the VNC password (or set BOOTCATCH_VNC_PASSWORD)', ja: 'VNC パスワードを出力するコマンド(環境変数 BOOTCATCH_VNC_PASSWORD でも指定できます)' },
  'cli.option.tlsPin': { en: 'SHA-256 of the one certificate to accept, as 64 hex digits', ja: '受け入れる証明書の SHA-256(16 進 64 桁)' },
  'cli.option.console': { en: 'the console’s address, where the provider’s API has none (- reads it from standard input)', ja: 'コンソールの URL(事業者の API から取得できない場合。- で標準入力から読みます)' },
  'cli.otherWays': { en: 'Other ways in:', ja: '別の入り方:' },
  'cli.next': {
    en: 'What next: this program may end, the menu stays. Choose in the provider’s console, or from here:\n  bootcatch keys {{target}} "<down><enter>"\n  bootcatch screen {{target}} --text',
    ja: '次にすること: このプログラムが終わってもメニューはそのままです。事業者のコンソールで選ぶか、ここから操作してください。\n  bootcatch keys {{target}} "<down><enter>"\n  bootcatch screen {{target}} --text',
  },
  'cli.nextDrill': {
    en: 'That was the drill: the practice machine ends with this program. Your own server is caught the same way:\n  bootcatch catch "<console URL>"\n  bootcatch catch openstack:<cloud>/<server>',
    ja: '練習はここまでです。練習用のサーバーはこのプログラムと一緒に終了します。自分のサーバーも同じように捕まえられます。\n  bootcatch catch "<コンソールの URL>"\n  bootcatch catch openstack:<クラウド>/<サーバー>',
  },
  'cli.noServers': { en: 'This account has no servers.', ja: 'このアカウントにサーバーはありません。' },
  'cli.accountsNone': {
    en: 'There is no account yet. Add one with: bootcatch account add <name> <provider>. Without one, name a server as openstack:<cloud>/<server> or by its console’s URL.',
    ja: 'アカウントはまだありません。追加するには: bootcatch account add <名前> <事業者>。なくても、openstack:<クラウド>/<サーバー> やコンソールの URL でサーバーを指定できます。',
  },
  'cli.scenarioUnknown': {
    en: 'There is no practice scenario “{{scenario}}”. These exist: {{scenarios}}.',
    ja: '練習シナリオ「{{scenario}}」はありません。使えるのは {{scenarios}} です。',
  },
  'cli.imageUnknown': {
    en: 'There is no practice image “{{image}}”. These exist: {{images}}.',
    ja: '練習用イメージ「{{image}}」はありません。使えるのは {{images}} です。',
  },
  'cli.saved': { en: 'Saved {{file}}.', ja: '{{file}} に保存しました。' },
  'cli.notANumber': {
    en: '{{option}} wants a whole number of at least {{least}}, not “{{text}}”.',
    ja: '{{option}} には {{least}} 以上の整数を指定してください(「{{text}}」は使えません)。',
  },
  'cli.keysNotAPreset': {
    en: '“{{text}}” is no key preset. Use one of {{presets}}, or a sequence with key names in angle brackets, such as <f4>.',
    ja: '「{{text}}」というキー設定はありません。{{presets}} のどれか、または <f4> のように山括弧で囲んだキー列を指定してください。',
  },
  'cli.noPicture': {
    en: 'The console opened but sent no picture. The server may be off: check its state, then try again.',
    ja: 'コンソールは開きましたが、画面が届きません。サーバーが停止しているかもしれません。状態を確認して、もう一度お試しください。',
  },
  'cli.cannotWrite': {
    en: '{{file}} cannot be written ({{reason}}). Choose another place.',
    ja: '{{file}} に書き込めません({{reason}})。別の場所を指定してください。',
  },
  'cli.pictureUnreadable': {
    en: '{{file}} cannot be read as a PNG picture ({{reason}}). Save the screenshot as PNG and try again.',
    ja: '{{file}} を PNG 画像として読めません({{reason}})。スクリーンショットを PNG で保存して、もう一度お試しください。',
  },
  'cli.pictureNotText': {
    en: 'No known console font was found in {{file}}. The picture must show the console at its own size, not scaled and not as JPEG.',
    ja: '{{file}} に既知のコンソールの文字は見つかりませんでした。拡大・縮小や JPEG 変換をしていない、元の大きさの画面が必要です。',
  },
  'cli.noStandardInput': {
    en: 'The target “-” reads a console URL from standard input, but nothing came. Pipe the URL in.',
    ja: '対象に「-」を指定しましたが、標準入力から URL を読めませんでした。URL をパイプで渡してください。',
  },
  'cli.passwordCommandFailed': {
    en: 'The password command failed ({{reason}}). Run it by itself to see why; its output is not shown here.',
    ja: 'パスワードを出力するコマンドが失敗しました({{reason}})。単独で実行して確かめてください(出力はここには表示しません)。',
  },
  'cli.newAddressTaken': { en: 'Took the new address.', ja: '新しいアドレスを受け取りました。' },
  'cli.pasteAddress': { en: 'You can paste a new console address here at any time and press Enter.', ja: '新しいコンソールの URL は、いつでもここに貼り付けて Enter を押せます。' },
});
