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
  'engine.planUnknown': {
    en: 'The plan “{{plan}}” does not fit the menu on the screen. Choose another one.',
    ja: 'プラン「{{plan}}」は画面のメニューに合いません。別のものを選んでください。',
  },
  'engine.scenarioUnknown': {
    en: 'The practice server has no scenario “{{scenario}}”.',
    ja: '練習用サーバーに「{{scenario}}」というシナリオはありません。',
  },
  'engine.notInThisHost': {
    en: 'This host cannot do that by itself. Use the browser’s own way.',
    ja: 'この環境では実行できません。ブラウザーの機能をお使いください。',
  },
  'engine.fileWrong': {
    en: 'The file {{path}} cannot be read as bootcatch wrote it. Correct or remove it, then try again.',
    ja: 'ファイル {{path}} を読めません(形式が違います)。修正または削除して、もう一度お試しください。',
  },
});
