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
  'tuning.profileWrong': {
    en: '“{{file}}” is no profile file of bootcatch. Export one with: bootcatch tune --export FILE',
    ja: '「{{file}}」は bootcatch のプロファイルではありません。書き出すには: bootcatch tune --export ファイル',
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
});
