import { defineMessages } from './define.ts';

/** One sentence an event, for every reader of the timeline; and how times are written. */
export const timelineMessages = defineMessages({
  'time.seconds': { en: '{{seconds}} s', ja: '{{seconds}} 秒' },
  'timeline.lapStarted': { en: 'Lap {{lap}}: {{key}}. {{reason}}', ja: '{{lap}} 回目: {{key}}。{{reason}}' },
  'timeline.rebootAsked.hard': { en: 'Hard reboot asked for.', ja: '強制再起動を要求しました。' },
  'timeline.rebootAsked.soft': { en: 'Soft reboot asked for.', ja: '通常の再起動を要求しました。' },
  'timeline.rebootAsked.manual': { en: 'Reboot the server now, in its control panel. Watching its console.', ja: 'コントロールパネルでサーバーを再起動してください。コンソールを見張っています。' },
  'timeline.rebootAnswered': { en: 'The provider has taken the request ({{took}}).', ja: '事業者が要求を受け付けました({{took}})。' },
  'timeline.rebootRefused': { en: 'The reboot was refused. {{message}}', ja: '再起動を拒否されました。{{message}}' },
  'timeline.drop': { en: 'Console gone. Coming back as soon as it exists.', ja: 'コンソールが切れました。復帰しだい接続します。' },
  'timeline.reset': { en: 'The server has started anew; the console stayed open.', ja: 'サーバーが再起動しました。コンソールはつながったままです。' },
  'timeline.connected': { en: 'Console back after {{away}} (try {{probe}}, {{handshake}} handshake).', ja: 'コンソールが {{away}} で復帰しました({{probe}} 回目の接続、ハンドシェイク {{handshake}})。' },
  'timeline.firstFrame': { en: 'First picture, {{width}}×{{height}} pixels.', ja: '最初の画面を受信しました({{width}}×{{height}} ピクセル)。' },
  'timeline.menuSeen': { en: 'Menu seen: {{entries}} entries, no countdown.', ja: 'メニューが見えました({{entries}} 項目、カウントダウンなし)。' },
  'timeline.menuSeenCounting': { en: 'Menu seen: {{entries}} entries, {{seconds}} s left.', ja: 'メニューが見えました({{entries}} 項目、残り {{seconds}} 秒)。' },
  'timeline.countdownGone': { en: 'The countdown has stopped. Proving that it stays so.', ja: 'カウントダウンが止まりました。止まったままか確認します。' },
  'timeline.held': { en: 'Held. The menu waits until you choose.', ja: '保持しました。選ぶまで起動は進みません。' },
  'timeline.heldLost': { en: 'The connection was lost. Coming back to the held menu, without a reboot.', ja: '接続が切れました。再起動はせずに、保持したメニューへ戻ります。' },
  'timeline.panicRead': { en: 'Kernel panic: {{reason}}', ja: 'カーネルパニック: {{reason}}' },
  'timeline.probeFailed': { en: 'Try {{probe}}: {{message}}', ja: '{{probe}} 回目の接続: {{message}}' },
  'timeline.endpointRefused': { en: 'No fresh console address. {{message}}', ja: '新しいコンソールの URL を取得できません。{{message}}' },
  'timeline.keySent': { en: 'Pressing {{key}} ({{count}} so far).', ja: '{{key}} を押しています({{count}} 回目)。' },
  'timeline.countdownRead': { en: '{{seconds}} s left on the menu.', ja: 'メニューの残り {{seconds}} 秒。' },
  'timeline.planStep': { en: 'Plan: {{step}}', ja: 'プラン: {{step}}' },
  'timeline.entryChosen': { en: 'Chosen: {{entry}}', ja: '選択: {{entry}}' },
});
