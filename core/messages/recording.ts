import { defineMessages } from './define.ts';

/** Recordings: what ended one, and what is wrong with a file. */
export const recordingMessages = defineMessages({
  'recording.started': { en: 'Recording to {{file}}.', ja: '{{file}} に録画しています。' },
  'recording.saved': { en: 'The recording is in {{file}}.', ja: '録画を {{file}} に保存しました。' },
  'recording.diskFull': {
    en: 'The recording has ended: the disk is nearly full. Everything up to here is kept, and all else goes on. Free some space before the next one.',
    ja: 'ディスクの空きが足りないため、録画を終了しました。ここまでの録画は残っています。ほかの動作は続きます。次の録画の前に空きを作ってください。',
  },
  'recording.diskTooSlow': {
    en: 'The recording has ended: the disk does not keep up. Everything written is kept, and all else goes on. Choose a faster disk for recordings.',
    ja: 'ディスクへの書き込みが追いつかないため、録画を終了しました。書き込んだ分は残っています。ほかの動作は続きます。録画にはより速いディスクを選んでください。',
  },
  'recording.cannotWrite': {
    en: 'Nothing is recorded from here on: the file cannot be written ({{reason}}). All else goes on. Check the folder’s permissions and the disk.',
    ja: 'ファイルに書き込めないため、ここから先は録画されません({{reason}})。ほかの動作は続きます。フォルダーの権限とディスクを確認してください。',
  },
  'recording.tooLong': {
    en: 'The recording has ended: the file has reached its largest size. All else goes on.',
    ja: 'ファイルが上限の大きさに達したため、録画を終了しました。ほかの動作は続きます。',
  },
  'recording.exists': {
    en: '{{file}} exists already. A recording never overwrites another: choose another name.',
    ja: '{{file}} はすでにあります。録画がほかの録画を上書きすることはありません。別の名前を指定してください。',
  },
  'recording.cannotOpen': {
    en: '{{file}} cannot be read ({{reason}}). Check the name; “bootcatch recordings” lists the recordings on this machine.',
    ja: '{{file}} を読めません({{reason}})。名前を確認してください。このマシンの録画は「bootcatch recordings」で一覧できます。',
  },
  'recording.noRoom': {
    en: '{{file}} was not taken in: the disk that holds {{folder}} is full. Delete recordings you no longer need or free some space there, then open the file again.',
    ja: '{{file}} を取り込めませんでした。{{folder}} のあるディスクがいっぱいです。不要な録画を削除するか空き容量を増やしてから、もう一度ファイルを開いてください。',
  },
  'recording.cannotTakeIn': {
    en: '{{file}} was not taken in: nothing can be written to {{folder}} ({{reason}}). Check that folder’s permissions, then open the file again.',
    ja: '{{file}} を取り込めませんでした。{{folder}} に書き込めません({{reason}})。フォルダーの権限を確認してから、もう一度ファイルを開いてください。',
  },
  'recording.notFbs': {
    en: 'This file is no FBS recording of an RFB (VNC) console, or it holds no picture. Files of rfbproxy and its relatives begin with “FBS 001”.',
    ja: 'このファイルは RFB(VNC)コンソールの FBS 録画ではないか、画面が含まれていません。rfbproxy などのファイルは「FBS 001」で始まります。',
  },
  'recording.fbsColours': {
    en: 'This FBS recording keeps its colours in a way that is not read here ({{bits}} bits a pixel). Record it anew with 32 bits a pixel, the lowest byte first.',
    ja: 'この FBS 録画の色の形式({{bits}} ビット/画素)は読み込めません。32 ビット/画素、リトルエンディアンで録画し直してください。',
  },
  'recording.cannotImport': {
    en: 'No recording could be made of this file: nothing can be written ({{reason}}). Check the permissions of the folder of recordings, and the free space.',
    ja: 'このファイルから録画を作れません。書き込めません({{reason}})。録画フォルダーの権限と空き容量を確認してください。',
  },
  'recording.notOne': {
    en: 'This file is no recording of bootcatch, or of a later version. Check the name, or update bootcatch.',
    ja: 'このファイルは bootcatch の録画ではないか、より新しい版の録画です。名前を確認するか、bootcatch を更新してください。',
  },
  'recording.empty': {
    en: 'This recording ended before anything was written. There is nothing to show.',
    ja: 'この録画は、何も書き込まれないうちに終わっています。表示できるものはありません。',
  },
  'recording.noFfmpeg': {
    en: 'A video needs the program ffmpeg, which is not installed here. Install it (Debian and Ubuntu: sudo apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg) and try again, or save an animated picture (apng) or the text instead.',
    ja: '動画の保存にはプログラム ffmpeg が必要ですが、インストールされていません。インストールしてから(Debian / Ubuntu: sudo apt install ffmpeg、macOS: brew install ffmpeg、Windows: winget install ffmpeg)もう一度お試しください。アニメーション画像(apng)や文字での保存なら、このままできます。',
  },
  'recording.cannotFilm': {
    en: 'This window could not make the video ({{reason}}). Choose the other form of video (WebM or MP4), or install the program ffmpeg (Debian and Ubuntu: sudo apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg) and try again.',
    ja: 'このウィンドウでは動画を作成できませんでした({{reason}})。もう一方の形式(WebM または MP4)を選ぶか、プログラム ffmpeg をインストールしてから(Debian / Ubuntu: sudo apt install ffmpeg、macOS: brew install ffmpeg、Windows: winget install ffmpeg)もう一度お試しください。',
  },
  'recording.cannotExport': {
    en: '{{file}} could not be written ({{reason}}); nothing of it was left there. Choose another place, or free some space.',
    ja: '{{file}} に書き込めませんでした({{reason}})。書きかけのファイルは残していません。別の場所を選ぶか、空き容量を増やしてください。',
  },
  'recording.videoFailed': {
    en: 'ffmpeg could not write the video ({{reason}}). Check the file’s name and the free space.',
    ja: 'ffmpeg が動画を書き出せませんでした({{reason}})。ファイル名と空き容量を確認してください。',
  },
  'recording.noPictures': {
    en: 'This recording has no picture at that place. Choose another time, or export the transcript.',
    ja: 'この録画のその時点には画像がありません。別の時点を指定するか、transcript で書き出してください。',
  },
  'recording.unknown': { en: 'This recording is no longer there. The page of recordings lists those on this machine.', ja: 'この録画はもうありません。このマシンにある録画は「録画」のページで確認できます。' },
  'recording.notOpen': { en: 'This recording is not open any more. Open it again from the page of recordings.', ja: 'この録画はもう開かれていません。「録画」のページから開き直してください。' },
  'recording.inUse': { en: 'This recording is still being written. Delete it once it has ended.', ja: 'この録画はまだ書き込み中です。終わってから削除してください。' },
  'recording.searchTooShort': { en: 'Search for at least two characters.', ja: '検索には 2 文字以上を指定してください。' },
  'recording.unknownServer': { en: '(unknown server)', ja: '(不明なサーバー)' },
});
