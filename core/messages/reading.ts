import { defineMessages } from './define.ts';

export const readingMessages = defineMessages({
  'reading.causesInvalid': {
    en: 'The file of panic causes has an entry that cannot be used: {{problem}}. Correct it, or leave the file out.',
    ja: 'パニックの原因を書いたファイルに使えない項目があります: {{problem}}。直すか、このファイルを外してください。',
  },
  'reading.fontInvalid': {
    en: 'The font file cannot be used: {{problem}}. It must be a PC Screen Font (uncompressed .psf) with a Unicode table, or glyphs that bootcatch wrote.',
    ja: 'このフォントファイルは使えません: {{problem}}。Unicode 表を持つ PC Screen Font (圧縮していない .psf)、または bootcatch が書き出した字形ファイルが必要です。',
  },
});
