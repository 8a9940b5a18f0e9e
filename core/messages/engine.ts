import { defineMessages } from './define.ts';

export const engineMessages = defineMessages({
  'engine.hostGone': {
    en: 'This window has lost bootcatch itself. A catch that runs goes on if the program still runs: reload the window, or start the program again.',
    ja: 'bootcatch 本体との接続が切れました。本体が動いていれば、進行中の処理は続いています。ウィンドウを再読み込みするか、プログラムを起動し直してください。',
  },
  'engine.badInput': {
    en: 'This cannot be used as it is written ({{field}}). Correct it and try again.',
    ja: '入力内容を使えません({{field}})。直して、もう一度お試しください。',
  },
  'engine.unexpected': {
    en: 'Something unexpected happened inside bootcatch ({{error}}). Try again; if it stays, please report it.',
    ja: 'bootcatch の内部で予期しない問題が起きました({{error}})。もう一度お試しください。続くときはお知らせください。',
  },
  'engine.serverUnknown': {
    en: 'This server is no longer in the list. Choose one from the list.',
    ja: 'このサーバーは一覧にありません。一覧から選び直してください。',
  },
  'engine.addressNeeded': {
    en: 'No console address is known for {{server}}: addresses with a token are kept in no file. Open the console in the control panel and paste its address.',
    ja: '{{server}} のコンソールの URL がありません(トークンを含む URL は保存しません)。コントロールパネルでコンソールを開き、その URL を貼り付けてください。',
  },
  'engine.addressNotTaken': {
    en: '{{server}} gets its console address from the provider; no address has to be pasted.',
    ja: '{{server}} のコンソールの URL は事業者から取得します。貼り付ける必要はありません。',
  },
  'engine.catchRuns': {
    en: 'A catch is running on {{server}}. Stop it first.',
    ja: '{{server}} では捕捉の処理が進行中です。先に中止してください。',
  },
  'engine.consentNeeded': {
    en: 'This resets {{server}} up to {{laps}} times. Unsaved data on it is lost. Agree to it first.',
    ja: '{{server}} を最大 {{laps}} 回、強制再起動します。保存されていないデータは失われます。先に同意してください。',
  },
  'engine.cannotReboot': {
    en: 'bootcatch cannot reboot {{server}} itself. Choose “I’ll reboot it myself”.',
    ja: 'bootcatch から {{server}} を再起動することはできません。「自分で再起動する」を選んでください。',
  },
  'engine.noQuestion': {
    en: 'There is nothing to answer any more: the catch has gone on or ended.',
    ja: '回答が必要な質問はもうありません。処理が先に進んだか、終了しています。',
  },
  'engine.consoleAway': {
    en: 'The console of {{server}} is not open now, so nothing was sent. Wait until it is back, then try again.',
    ja: '{{server}} のコンソールは今つながっていないため、何も送っていません。復帰を待って、もう一度お試しください。',
  },
  'engine.consoleUnsteady': {
    en: 'The console ended {{count}} times in a row right after it had opened. Look at the server in its control panel, then open it again.',
    ja: 'コンソールが開いてすぐに切れることが {{count}} 回続きました。コントロールパネルでサーバーを確認してから、もう一度開いてください。',
  },
  'engine.ask.login': {
    en: '{{target}} shows a login prompt, so it seems to be up. Reset it all the same?',
    ja: '{{target}} にログイン画面が出ており、稼働中のようです。それでも強制再起動しますか?',
  },
  'engine.ask.fsck': {
    en: '{{target}} is checking its file system. A reset now can damage it. Reset it all the same?',
    ja: '{{target}} はファイルシステムを検査中です。今の強制再起動で破損するおそれがあります。それでも再起動しますか?',
  },
  'engine.ask.relabel': {
    en: '{{target}} is relabelling its files (SELinux). A reset now makes it start over. Reset it all the same?',
    ja: '{{target}} は SELinux の再ラベル付け中です。強制再起動すると最初からやり直しになります。それでも再起動しますか?',
  },
  'engine.ask.crashDump': {
    en: '{{target}} is saving a crash dump. A reset now loses it. Reset it all the same?',
    ja: '{{target}} はクラッシュダンプを保存中です。強制再起動すると失われます。それでも再起動しますか?',
  },
  'engine.ask.peersSilent': {
    en: '{{peers}} of the same hive did not answer over SSH. With two nodes of three down, volumes and services stop. Take {{server}} down all the same?',
    ja: '同じ hive の {{peers}} が SSH に応答しません。3 台中 2 台が止まると、ボリュームもサービスも止まります。それでも {{server}} を止めますか?',
  },
  'engine.ask.noBootMenu': {
    en: 'The configuration of {{server}} boots a kernel of Linode’s ({{kernel}}), and no boot menu comes before that. In the Cloud Manager, GRUB 2 can be chosen as the kernel (Configurations, Edit). Reboot it all the same?',
    ja: '{{server}} の設定では Linode のカーネル({{kernel}})を起動するため、ブートメニューは出ません。Cloud Manager の Configurations → Edit でカーネルを GRUB 2 にできます。それでも再起動しますか?',
  },
  'engine.noPicture': {
    en: '{{server}} has shown no picture yet. Open its console first.',
    ja: '{{server}} の画面はまだ届いていません。先にコンソールを開いてください。',
  },
  'engine.keysHeldBack': {
    en: 'A catch is pressing keys on {{server}}, so yours are held back. Take over first.',
    ja: '{{server}} では捕捉のためのキー入力中なので、操作を止めています。先に「手動に切り替え」を選んでください。',
  },
  'engine.menuChanged': {
    en: 'The menu on the screen is no longer the one that was shown, so no key was pressed. Look at it again and choose.',
    ja: '画面のメニューが表示と変わったため、キーは押していません。もう一度確認して選んでください。',
  },
  'engine.highlightStuck': {
    en: 'The highlight did not follow the arrow key within {{seconds}} s. Use the arrow keys on the console yourself.',
    ja: '矢印キーを押しても {{seconds}} 秒以内に選択が動きませんでした。コンソールで直接、矢印キーをお使いください。',
  },
  'engine.keyUnknown': {
    en: '“{{key}}” is no key that can be pressed here.',
    ja: '「{{key}}」というキーは押せません。',
  },
  'engine.planRuns': {
    en: 'A plan is being carried out on {{server}}. Stop it first.',
    ja: '{{server}} ではプランを実行中です。先に中止してください。',
  },
  'engine.planStopped': {
    en: 'The plan was stopped where it stood. Look at the screen before you go on.',
    ja: 'プランを途中で止めました。画面を確認してから続けてください。',
  },
  'engine.scenarioUnknown': {
    en: 'The practice server has no scenario “{{scenario}}”.',
    ja: '練習用サーバーに「{{scenario}}」というシナリオはありません。',
  },
  'reading.noGuesser': {
    en: 'Guessing needs a recogniser that is not installed (80 MB; it works without a network afterwards). Run this once in a terminal where Node.js is installed, then try again: {{command}}',
    ja: '推測には認識プログラム(80 MB)が必要ですが、インストールされていません(インストール後はネットワーク不要)。Node.js のある端末で次のコマンドを一度実行してから、もう一度お試しください: {{command}}',
  },
  'engine.notInThisHost': {
    en: 'This host cannot do that by itself. Use the browser’s own way.',
    ja: 'この環境では実行できません。ブラウザーの機能をお使いください。',
  },
  'engine.fileWrong': {
    en: 'The file {{path}} cannot be read as bootcatch wrote it. Correct or remove it, then try again.',
    ja: 'ファイル {{path}} を読めません(形式が違います)。修正または削除して、もう一度お試しください。',
  },

  'engine.fileNotKept': {
    en: 'The file {{path}} cannot be written ({{reason}}). Check the folder’s permissions and the disk’s free space, then try again.',
    ja: 'ファイル {{path}} に書き込めません({{reason}})。フォルダーの権限とディスクの空き容量を確認して、もう一度お試しください。',
  },
  'engine.fileNotRead': {
    en: 'The file or folder {{path}} cannot be read ({{reason}}). Check whose it is and its permissions, then try again.',
    ja: '{{path}} を読めません({{reason}})。所有者と権限を確認して、もう一度お試しください。',
  },
  'engine.folderNotMade': {
    en: 'The folder {{folder}} cannot be made ({{reason}}). Check its name and the permissions of the folder above it, or name another data folder in BOOTCATCH_HOME.',
    ja: 'フォルダー {{folder}} を作成できません({{reason}})。名前と親フォルダーの権限を確認するか、環境変数 BOOTCATCH_HOME に別のデータフォルダーを指定してください。',
  },

  // What there is to practise.
  'practice.scenario.usual': { en: 'The usual: a menu of five seconds', ja: '基本: 5 秒間のメニュー' },
  'practice.scenario.short': { en: 'A menu of one second', ja: '1 秒だけのメニュー' },
  'practice.scenario.hidden': { en: 'A hidden menu, timeout 0', ja: '隠れたメニュー(待ち時間 0 秒)' },
  'practice.scenario.uefi': { en: 'UEFI, graphical menu', ja: 'UEFI、グラフィカルなメニュー' },
  'practice.scenario.cloud': { en: 'A cloud whose console address dies with each reboot', ja: '再起動のたびにコンソールの URL が無効になるクラウド' },
  'practice.scenario.oldLoader': { en: 'An old GRUB that knows only ESC and Shift', ja: 'ESC と Shift しか受け付けない古い GRUB' },
  'practice.scenario.uncatchable': { en: 'A menu that no key can hold', ja: 'どのキーでも止められないメニュー' },
  'practice.scenario.qemu': { en: 'A real virtual machine (QEMU)', ja: '本物の仮想マシン(QEMU)' },
});
