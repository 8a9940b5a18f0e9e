import { defineMessages } from './define.ts';

export const tuningMessages = defineMessages({
  'tuning.fileSetAside': {
    en: 'The file of past attempts {{path}} could not be read. It was set aside as {{aside}} and a new one was begun; the timing starts from the built-in values again.',
    ja: '試行の記録 {{path}} を読み取れませんでした。{{aside}} として残し、新しい記録を始めました。タイミングは内蔵の値からやり直します。',
  },
  'tuning.fileNewer': {
    en: 'The file of past attempts {{path}} was written by a newer version of bootcatch. Update bootcatch to use it.',
    ja: '試行の記録 {{path}} は新しい版の bootcatch で作られています。bootcatch を更新してください。',
  },
  'tuning.fileUnusable': {
    en: 'The file of past attempts {{path}} cannot be used ({{reason}}). Check the folder’s permissions and free space.',
    ja: '試行の記録 {{path}} を使えません({{reason}})。フォルダーの権限と空き容量を確認してください。',
  },
  'tuning.notKept': {
    en: 'The timing of this lap could not be used or kept ({{reason}}). The catch goes on with the built-in timing.',
    ja: 'タイミングの記録を利用・保存できませんでした({{reason}})。内蔵のタイミングで続けます。',
  },
  'tuning.unavailable': {
    en: 'The laps cannot be kept or read on this machine; the terminal from which bootcatch was started says why.',
    ja: 'このマシンでは試行の記録を利用できません。理由は bootcatch を起動したターミナルに表示されています。',
  },
  'tuning.calibrationRuns': {
    en: '{{server}} is being calibrated. Wait for its end, or stop it.',
    ja: '{{server}} を計測中です。終わるまで待つか、中止してください。',
  },
  'tuning.profileWrong': {
    en: '“{{file}}” is no profile file of bootcatch. Export one with: bootcatch tune --export FILE',
    ja: '「{{file}}」は bootcatch のプロファイルではありません。書き出すには: bootcatch tune --export ファイル',
  },
  'tuning.profilesNotKept': {
    en: 'The profiles cannot be written to {{file}} ({{reason}}). Check the folder’s permissions and free space.',
    ja: 'プロファイルを {{file}} に保存できません({{reason}})。フォルダーの権限と空き容量を確認してください。',
  },
  'tuning.profileMissing': {
    en: 'There is no file “{{file}}”. Check its name and folder.',
    ja: '「{{file}}」というファイルはありません。名前とフォルダーを確認してください。',
  },
  'tuning.profileUnreadable': {
    en: '“{{file}}” cannot be read ({{reason}}). Check that it is a file and that you may read it.',
    ja: '「{{file}}」を読み取れません({{reason}})。ファイルであることと、読み取り権限があることを確認してください。',
  },
  'tuning.profileNewer': {
    en: 'The profiles in “{{file}}” are of a newer version of bootcatch. Update bootcatch to use them.',
    ja: '「{{file}}」のプロファイルは新しい版の bootcatch のものです。利用するには bootcatch を更新してください。',
  },
  'tuning.profilesSetAside': {
    en: 'The imported profiles in {{file}} could not be read and were set aside as {{aside}}. Import them again: bootcatch tune --import FILE',
    ja: '取り込み済みのプロファイル {{file}} を読み取れなかったため、{{aside}} として残しました。もう一度取り込んでください: bootcatch tune --import ファイル',
  },
  'tuning.noLapsOf': {
    en: 'There are no laps of “{{name}}”. Laps are kept of: {{servers}}. Name one of these, its account or its provider.',
    ja: '「{{name}}」の記録はありません。記録があるのは {{servers}} です。このいずれか、またはそのアカウントか事業者を指定してください。',
  },
  'tuning.free.own': {
    en: 'No first delay needed: early tries cost nothing. The console came back after {{from}}–{{to}} s (laps: {{laps}}).',
    ja: '最初の待ち時間は不要です(早すぎる接続に不利益なし)。コンソールの復帰は {{from}}〜{{to}} 秒後でした({{laps}} 回)。',
  },
  'tuning.free.provider': {
    en: 'No first delay needed: early tries cost nothing. On this provider’s other servers the console came back after {{from}}–{{to}} s (laps: {{laps}}).',
    ja: '最初の待ち時間は不要です(早すぎる接続に不利益なし)。同じ事業者のほかのサーバーでは {{from}}〜{{to}} 秒後に復帰しました({{laps}} 回)。',
  },
  'tuning.costly.own': {
    en: 'First try after {{delay}} s: the console came back after {{from}}–{{to}} s (laps: {{laps}}), and early tries are punished here. Chance about {{chance}} %.',
    ja: '最初の接続は {{delay}} 秒後です。コンソールの復帰は {{from}}〜{{to}} 秒後で({{laps}} 回)、ここでは早すぎる接続が不利になります。成功の見込みは約 {{chance}} % です。',
  },
  'tuning.costly.provider': {
    en: 'First try after {{delay}} s: on this provider’s other servers the console came back after {{from}}–{{to}} s (laps: {{laps}}), and early tries are punished. Chance about {{chance}} %.',
    ja: '最初の接続は {{delay}} 秒後です。同じ事業者のほかのサーバーでは復帰が {{from}}〜{{to}} 秒後で({{laps}} 回)、早すぎる接続は不利になります。成功の見込みは約 {{chance}} % です。',
  },
  'tuning.costlyUnmeasured': {
    en: 'First try after {{delay}} s, which is a guess: early tries are punished here, and no lap has been measured yet.',
    ja: '最初の接続は {{delay}} 秒後です(推測)。ここでは早すぎる接続が不利になりますが、まだ実測がありません。',
  },
  'tuning.changedFree': {
    en: 'The server has behaved differently since {{since}}; older laps no longer count. Trying from the first moment: early tries cost nothing.',
    ja: '{{since}} 以降、サーバーの動きが変わりました。それ以前の記録は使いません。早すぎる接続に不利益はないため、すぐに接続を試します。',
  },
  'tuning.changedCostly': {
    en: 'The server has behaved differently since {{since}}; older laps no longer count. First try after {{delay}} s, chance about {{chance}} %.',
    ja: '{{since}} 以降、サーバーの動きが変わりました。それ以前の記録は使いません。最初の接続は {{delay}} 秒後、成功の見込みは約 {{chance}} % です。',
  },
  'cli.tune': { en: 'show what was learnt about timing; measure, export, import', ja: '学習したタイミングを表示します(計測・書き出し・取り込みも可能)' },
  'cli.attempts': { en: 'list the laps so far', ja: 'これまでの試行を一覧表示します' },
  'cli.argument.tune': { en: 'a target, an account or a provider; all of them where none is named', ja: '対象、アカウント、または事業者(省略するとすべて)' },
  'cli.option.calibrate': { en: 'reboot the target this many times to measure it', ja: '対象をこの回数だけ再起動して計測します' },
  'cli.option.exportProfile': { en: 'write a profile to share: timings only, no names or addresses', ja: '共有用のプロファイルを書き出します(時間だけで、名前やアドレスは含みません)' },
  'cli.option.importProfile': { en: 'take over a shared profile', ja: '共有されたプロファイルを取り込みます' },
  'tuning.noLaps': { en: 'No laps yet. Each catch leaves its own; or measure with: bootcatch tune practice --calibrate 5', ja: '記録はまだありません。捕捉のたびに記録されます。計測するには: bootcatch tune practice --calibrate 5' },
  'tuning.nameTarget': { en: 'Calibrating reboots a server: name it, for example: bootcatch tune practice --calibrate 5', ja: '計測ではサーバーを再起動します。対象を指定してください(例: bootcatch tune practice --calibrate 5)。' },
  'tuning.nothingToExport': { en: 'There is nothing to export: no lap of a provider’s server was measured yet (practice and pasted addresses are left out).', ja: '書き出すものがありません。事業者のサーバーの記録がまだありません(練習用と貼り付けた URL は対象外です)。' },
  'tuning.imported': { en: 'Took over profiles for: {{providers}}', ja: 'プロファイルを取り込みました: {{providers}}' },
  'tuning.cannotReboot': { en: '{{target}} cannot be rebooted from here, so it cannot be calibrated. Each catch of it is measured all the same.', ja: '{{target}} はここから再起動できないため、計測できません。捕捉のたびに記録はされます。' },
  'tuning.calibrating': { en: 'Rebooting {{target}} {{times}} times to measure it; that takes about {{seconds}} s. Ctrl+C stops.', ja: '{{target}} を {{times}} 回再起動して計測します(約 {{seconds}} 秒)。Ctrl+C で中止します。' },
  'tuning.calibrated': { en: '{{lap}}/{{times}}: {{outcome}}', ja: '{{lap}}/{{times}}: {{outcome}}' },
  'tuning.calibrationStopped': { en: 'Calibration stopped at lap {{lap}}. {{message}}', ja: '{{lap}} 回目で計測を中止しました。{{message}}' },
  'tuning.outcome.held': { en: 'held     ', ja: '保持    ' },
  'tuning.outcome.missed': { en: 'missed   ', ja: '失敗    ' },
  'tuning.outcome.abandoned': { en: 'abandoned', ja: '中断    ' },
  'tuning.lapsTitle': { en: 'Laps since the reboot was asked for, the newest last', ja: '再起動の要求からの経過(下が最新)' },
  'tuning.legend': { en: '─ running on  · console away  ▒ console back  █ menu  (full width: {{seconds}} s)', ja: '─ 再起動前  · コンソールなし  ▒ 復帰  █ メニュー (全幅 {{seconds}} 秒)' },
  'tuning.distributionTitle': { en: 'How long the console was away, as these laps alone say', ja: 'コンソールが切れていた時間(この記録だけから)' },
  'tuning.curveTitle': { en: 'First try after … → chance to catch', ja: '最初の接続までの時間 → 成功の見込み' },
  'tuning.probes': { en: '{{probes}} tries', ja: '接続 {{probes}} 回' },
  'tuning.settings': { en: 'First try after {{delay}} s, then every {{interval}} s ({{source}}).', ja: '最初の接続は {{delay}} 秒後、以後 {{interval}} 秒ごと({{source}})。' },
  'tuning.source.server': { en: 'learnt from this server, laps: {{laps}}', ja: 'このサーバーの {{laps}} 回から学習' },
  'tuning.source.provider': { en: 'learnt from the provider’s other servers, laps: {{laps}}', ja: '同じ事業者のほかのサーバー {{laps}} 回から学習' },
  'tuning.source.profile': { en: 'from a profile', ja: 'プロファイルの値' },
  'tuning.source.nothing': { en: 'built in, a guess', ja: '内蔵の値(推測)' },
  'tuning.cost': { en: 'A try that comes too early: {{cost}} ({{source}}).', ja: '早すぎる接続: {{cost}}({{source}})。' },
  'tuning.costFree': { en: 'costs nothing', ja: '不利益なし' },
  'tuning.costBlind': { en: 'shuts the console for {{seconds}} s', ja: '{{seconds}} 秒間つながらなくなる' },
  'tuning.costSource.told': { en: 'known of the provider', ja: '事業者について判明している値' },
  'tuning.costSource.learnt': { en: 'worked out from the laps', ja: '記録から推定' },
  'tuning.costSource.assumed': { en: 'nothing speaks against it', ja: '反する記録なし' },
  'tuning.chance': { en: 'Chance that the next lap catches: about {{chance}} % (most likely between {{low}} and {{high}} %).', ja: '次に捕まえられる見込み: 約 {{chance}} %(おそらく {{low}}〜{{high}} %)。' },
});
