import { defineMessages } from './define.ts';

export const keyMessages = defineMessages({
  'keys.empty': {
    en: 'The key sequence is empty. Write the keys to press, for example <f4> or <down><enter>.',
    ja: 'キー列が空です。<f4> や <down><enter> のように、押すキーを書いてください。',
  },
  'keys.waitNotPositive': {
    en: '<{{tag}}> waits for no time. Write a time above zero, for example <wait500ms>.',
    ja: '<{{tag}}> の待ち時間が 0 です。<wait500ms> のように 0 より長い時間を書いてください。',
  },
  'keys.unknownName': {
    en: '{{names}} is no key that bootcatch knows. Names are those of Packer: <up>, <f4>, <esc>, <leftShiftOn>, <wait500ms>.',
    ja: '{{names}} というキーはありません。キーの名前は Packer と同じです(<up>、<f4>、<esc>、<leftShiftOn>、<wait500ms> など)。',
  },
});
