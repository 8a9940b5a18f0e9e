import { defineMessages } from './define.ts';

export const hostMessages = defineMessages({
  'host.help': {
    en: 'bootcatch as a page on this machine.\n\n  --open         show it: in a window of an installed Chromium, else in the default browser\n  --port <n>     the port (default: any free one)\n\nBOOTCATCH_SECRET_COMMAND may name a command that prints a secret of an account; it gets BOOTCATCH_ACCOUNT and BOOTCATCH_FIELD.',
    ja: 'この端末だけで使えるページとして bootcatch を動かします。\n\n  --open         画面を開きます(Chromium があれば専用ウィンドウ、なければ既定のブラウザー)\n  --port <n>     ポート番号(既定: 空いている番号)\n\n環境変数 BOOTCATCH_SECRET_COMMAND に、アカウントの秘密情報を出力するコマンドを指定できます(BOOTCATCH_ACCOUNT と BOOTCATCH_FIELD が渡されます)。',
  },
  'host.running': {
    en: 'bootcatch runs here, for this machine alone, until you press Ctrl+C. Whoever has this address can use it:\n{{address}}',
    ja: 'bootcatch が動いています(この端末だけで使えます。Ctrl+C で終了)。このアドレスを知る人は誰でも操作できます:\n{{address}}',
  },
  'host.opened.app': { en: 'Opened in a window of {{browser}}.', ja: '{{browser}} のウィンドウで開きました。' },
  'host.opened.browser': {
    en: 'Opened in your default browser: no Chromium was found that can show it as a window of its own.',
    ja: '既定のブラウザーで開きました(専用ウィンドウで表示できる Chromium が見つかりませんでした)。',
  },
  'host.opened.noDisplay': {
    en: 'There is no display here, so no window was opened. On another machine, forward the port with “ssh -L {{port}}:127.0.0.1:{{port}} <this machine>”, then open the address there. Or catch from this terminal: bootcatch catch practice',
    ja: '画面のない環境のため、ウィンドウは開いていません。別の端末で「ssh -L {{port}}:127.0.0.1:{{port}} <この端末>」を実行し、そこで上のアドレスを開いてください。この端末だけで使うには: bootcatch catch practice',
  },
  'host.opened.noBrowser': {
    en: 'No browser could be started. Open the address above in one yourself.',
    ja: 'ブラウザーを起動できませんでした。上のアドレスをブラウザーで開いてください。',
  },
  'host.ended': { en: 'Ended.', ja: '終了しました。' },
  'host.noWindow': {
    en: 'bootcatch runs, but its window has not been built yet. Run “npm run build” in its folder, then start it again.',
    ja: 'bootcatch は動いていますが、画面がまだビルドされていません。フォルダーで「npm run build」を実行して、起動し直してください。',
  },
  'host.portWrong': { en: '“{{port}}” is no port. Use a number from 0 to 65535.', ja: '「{{port}}」はポート番号ではありません。0〜65535 で指定してください。' },
  'host.portTaken': {
    en: 'Port {{port}} cannot be used ({{reason}}). Choose another one, or leave --port out.',
    ja: 'ポート {{port}} を使えません({{reason}})。別の番号にするか、--port を省いてください。',
  },
  'host.secretCommandFailed': {
    en: 'The command in BOOTCATCH_SECRET_COMMAND failed ({{reason}}). Run it by itself to see why; its output is not shown here.',
    ja: 'BOOTCATCH_SECRET_COMMAND のコマンドが失敗しました({{reason}})。単独で実行して確かめてください(出力はここには表示しません)。',
  },
});
