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
});
