import { defineMessages } from './define.ts';

/** The window's words for what was learnt about timing. */
export const appTuningMessages = defineMessages({
  'app.tuning': { en: 'Tuning', ja: 'タイミング調整' },
  'app.tuning.lead': {
    en: 'How long consoles stay away, when bootcatch tries them, and what came of it. All of it stays on this machine.',
    ja: 'コンソールが切れている時間、接続を試す時機、その結果です。すべてこのマシンだけに保存されます。',
  },
  'app.tuning.server': { en: 'Server', ja: 'サーバー' },
  'app.tuning.serverLaps': { en: '{{server}} (laps: {{laps}})', ja: '{{server}}({{laps}} 回)' },
  'app.tuning.practice': { en: 'Practice server: {{scenario}}', ja: '練習用サーバー: {{scenario}}' },

  // The advice
  'app.tuning.next': { en: 'The next catch', ja: '次の捕捉' },
  'app.tuning.noDelay': { en: 'No delay needed: tries that come too early cost nothing.', ja: '待ち時間は不要です(早すぎる接続に不利益なし)。' },
  'app.tuning.noDelayProfile': { en: 'No delay needed: tries that come too early cost nothing. The times below come from a profile; no lap was measured here yet.', ja: '待ち時間は不要です(早すぎる接続に不利益なし)。下の時間はプロファイルの値で、まだ実測はありません。' },
  'app.tuning.noDelayGuess': { en: 'No delay needed: nothing says that tries that come too early cost anything. The times below are a guess until a lap is measured.', ja: '待ち時間は不要です(早すぎる接続に不利益があるという記録なし)。下の時間は、実測があるまでは推測です。' },
  'app.tuning.fixed': { en: 'First try after {{delay}} s, as you set it: chance about {{chance}} %.', ja: '最初の接続は {{delay}} 秒後です(ご自身の設定)。成功の見込みは約 {{chance}} % です。' },
  'app.tuning.sure': { en: 'Chance that the next lap catches: about {{chance}} %.', ja: '次に捕まえられる見込み: 約 {{chance}} %。' },
  'app.tuning.why': {
    en: 'Why it waits: a try that comes too early shuts the console for {{blind}} s, and by then the menu may be over. After {{delay}} s the console is back in about {{back}} of 100 laps. Trying earlier would shut it more often; trying later would find more menus gone.',
    ja: '待つ理由: 早すぎる接続をすると {{blind}} 秒間つながらなくなり、その間にメニューが終わるおそれがあります。{{delay}} 秒後なら、100 回中およそ {{back}} 回はコンソールが戻っています。これより早いとつながらなくなる回が増え、遅いとメニューに間に合わない回が増えます。',
  },
  'app.tuning.whyGuess': {
    en: 'With more laps the return is known better, and the wait becomes shorter or longer by itself.',
    ja: '記録が増えると戻る時刻がより正確に分かり、待ち時間は自動で調整されます。',
  },
  'app.tuning.few': { en: 'This rests on few laps: {{laps}}.', ja: '記録はまだ {{laps}} 回分だけです。' },
  'app.tuning.times': {
    en: 'The console is away for about {{down}} s (9 of 10 laps: {{downFrom}}–{{downTo}} s). The menu then waits for about {{window}} s ({{windowFrom}}–{{windowTo}} s).',
    ja: 'コンソールが切れている時間は約 {{down}} 秒(10 回中 9 回は {{downFrom}}〜{{downTo}} 秒)。その後メニューが待つのは約 {{window}} 秒({{windowFrom}}〜{{windowTo}} 秒)。',
  },
  'app.tuning.dense': { en: 'From {{from}} to {{to}} s after the console has gone, when it usually comes back, bootcatch tries every {{interval}} s.', ja: 'コンソールが戻りやすい切断後 {{from}}〜{{to}} 秒の間は、{{interval}} 秒ごとに接続を試します。' },

  // The laps
  'app.tuning.laps': { en: 'Laps since the reboot, the newest first', ja: '各回の経過(再起動の要求から、上が最新)' },
  'app.tuning.laps.some': { en: 'The newest {{shown}} of {{laps}}.', ja: '全 {{laps}} 回のうち新しい {{shown}} 回。' },
  'app.tuning.laps.all': { en: 'Show {{laps}} laps', ja: '{{laps}} 回分を表示' },
  'app.tuning.laps.row': { en: '{{parts}}; {{probes}} tries.', ja: '{{parts}}、接続 {{probes}} 回。' },
  'app.tuning.outcome.held': { en: 'held', ja: '保持' },
  'app.tuning.outcome.missed': { en: 'missed', ja: '間に合わず' },
  'app.tuning.outcome.abandoned': { en: 'stopped', ja: '中止' },
  'app.tuning.part.rest': { en: 'time the menu had left', ja: 'メニューの残り時間' },
  'app.tuning.mark.failed': { en: 'first and last try that failed', ja: '失敗した最初と最後の接続' },
  'app.tuning.mark.accepted': { en: 'try that got in', ja: 'つながった接続' },
  'app.tuning.empty': { en: 'No laps of this server yet', ja: 'このサーバーの記録はまだありません' },
  'app.tuning.empty.what': { en: 'Each catch leaves its laps here. To measure without a catch, calibrate: bootcatch reboots the server a few times.', ja: '捕捉のたびに記録されます。捕捉せずに調べるには、計測(数回の再起動)を行ってください。' },
  'app.tuning.empty.console': { en: 'Go to its console', ja: 'コンソールへ' },

  // The curve
  'app.tuning.curve': { en: 'First try after … s → chance to catch', ja: '最初の接続までの時間 → 成功の見込み' },
  'app.tuning.curve.hint': { en: 'Drag, or use the arrow keys, to try other delays. The line is the chance, the band how sure it is; the bars below show how long the console was away in these laps.', ja: 'ドラッグまたは矢印キーで待ち時間を変えて試せます。線は見込み、帯はその確かさの幅、下の棒は実際に切れていた時間の分布です。' },
  'app.tuning.curve.handle': { en: 'First try after', ja: '最初の接続までの時間' },
  'app.tuning.curve.value': { en: 'After {{delay}} s: {{chance}} % (most likely {{low}}–{{high}} %), about {{probes}} tries a lap', ja: '{{delay}} 秒後: {{chance}} %(おそらく {{low}}〜{{high}} %)、1 回あたり接続約 {{probes}} 回' },
  'app.tuning.curve.use': { en: 'Use {{delay}} s from now on', ja: '今後 {{delay}} 秒を使う' },
  'app.tuning.curve.back': { en: 'Back to what is advised', ja: '推奨値に戻す' },

  // The settings in use
  'app.tuning.settings': { en: 'Settings in use', ja: '使用中の設定' },
  'app.tuning.settings.name': { en: 'Setting', ja: '項目' },
  'app.tuning.settings.value': { en: 'In use', ja: '現在値' },
  'app.tuning.settings.origin': { en: 'Where from', ja: '由来' },
  'app.tuning.settings.own': { en: 'Your own', ja: '自分の値' },
  'app.tuning.settings.unfix': { en: 'Give up your own value: {{setting}}', ja: '自分の値を取り消す: {{setting}}' },
  'app.tuning.settings.unlisted': { en: 'This server is not in the list now, so nothing can be fixed or calibrated for it.', ja: 'このサーバーは現在一覧にないため、値の固定や計測はできません。' },
  'app.tuning.origin.set': { en: 'set by you', ja: '自分で設定' },
  'app.tuning.origin.server': { en: 'learnt, laps: {{laps}}', ja: '学習({{laps}} 回)' },
  'app.tuning.origin.provider': { en: 'learnt from the provider’s other servers, laps: {{laps}}', ja: '同じ事業者のほかのサーバーから学習({{laps}} 回)' },
  'app.tuning.origin.profile': { en: 'built-in profile of the provider', ja: '事業者の内蔵プロファイル' },
  'app.tuning.origin.imported': { en: 'imported profile, laps: {{laps}}', ja: '取り込んだプロファイル({{laps}} 回)' },
  'app.tuning.origin.builtIn': { en: 'built in', ja: '内蔵の値' },
  'app.tuning.origin.lastLap': { en: 'as in the last lap', ja: '前回と同じ値' },
  'app.tuning.evidence.measured': { en: 'measured', ja: '実測' },
  'app.tuning.evidence.confirmed': { en: 'confirmed', ja: '確認済み' },
  'app.tuning.evidence.inferred': { en: 'inferred', ja: '推定' },
  'app.tuning.evidence.unconfirmed': { en: 'a guess', ja: '推測' },

  // The history
  'app.tuning.history': { en: 'Outcomes by day', ja: '日ごとの結果' },
  'app.tuning.history.all': { en: '{{held}} held, {{missed}} missed, of {{laps}} laps', ja: '全 {{laps}} 回: 保持 {{held}}、間に合わず {{missed}}' },
  'app.tuning.history.day': { en: '{{day}}: {{held}} held, {{missed}} missed, {{abandoned}} stopped', ja: '{{day}}: 保持 {{held}}、間に合わず {{missed}}、中止 {{abandoned}}' },

  // Calibrating
  'app.tuning.calibrate': { en: 'Calibrate…', ja: '計測…' },
  'app.tuning.calibrate.title': { en: 'Calibrate {{server}}', ja: '{{server}} を計測' },
  'app.tuning.calibrate.times': { en: 'Reboots', ja: '再起動の回数' },
  'app.tuning.calibrate.harmless': { en: 'This reboots the practice server {{laps}} times. Nothing real is touched.', ja: '練習用サーバーを {{laps}} 回再起動します。実物には一切触れません。' },
  'app.tuning.calibrate.consent': { en: 'This resets {{server}} {{laps}} times. Unsaved data on it is lost.', ja: '{{server}} を {{laps}} 回、強制再起動します。保存されていないデータは失われます。' },
  'app.tuning.calibrate.boots': { en: 'A menu that was held is left by booting its highlighted entry, before the next reboot and after the last one.', ja: '保持したメニューは、次の再起動の前と最後に、選択中の項目を起動して離れます。' },
  'app.tuning.calibrate.length': { en: 'It takes about {{time}}.', ja: '所要時間は約 {{time}}です。' },
  'app.tuning.calibrate.start': { en: 'Reboot and measure', ja: '再起動して計測' },
  'app.tuning.calibrate.stop': { en: 'Stop calibrating', ja: '計測を中止' },
  'app.tuning.calibrate.running': { en: 'Calibrating {{server}}: {{done}} of {{times}} laps done, about {{time}} left.', ja: '{{server}} を計測中: {{times}} 回中 {{done}} 回完了、残り約 {{time}}。' },
  'app.tuning.calibrate.done': { en: 'Calibrated {{server}}: {{held}} held, {{missed}} missed.', ja: '{{server}} の計測が終わりました: 保持 {{held}}、間に合わず {{missed}}。' },
  'app.tuning.calibrate.stopped': { en: 'The calibration of {{server}} ended after {{done}} of {{times}} laps.', ja: '{{server}} の計測は {{times}} 回中 {{done}} 回で終了しました。' },
  'app.tuning.calibrate.watch': { en: 'Watch its console', ja: 'コンソールを見る' },
  'app.tuning.minutes': { en: '{{minutes}} min', ja: '{{minutes}} 分' },

  // Profiles
  'app.tuning.export': { en: 'Export profile', ja: 'プロファイルを書き出す' },
  'app.tuning.import': { en: 'Import profile…', ja: 'プロファイルを取り込む…' },
  'app.tuning.profiles.what': { en: 'A profile holds times alone: no names, addresses or dates.', ja: 'プロファイルに含まれるのは時間だけで、名前・アドレス・日付は含みません。' },
});
