import { defineMessages } from './define.ts';

export const catchMessages = defineMessages({
  'catch.held': { en: 'Held. The menu waits until you choose.', ja: '保持しました。選ぶまで起動は進みません。' },
  'catch.heldGone': { en: 'The console came back, but the menu is no longer there.', ja: 'コンソールは復帰しましたが、メニューはもう表示されていません。' },
  'catch.cancelled': { en: 'Stopped. No further reboot was asked for.', ja: '中止しました。これ以上の再起動は要求していません。' },
  'catch.timeOver': {
    en: 'Gave up: the {{seconds}} s that --timeout allows are over. Try again with a longer time.',
    ja: '断念しました。--timeout の {{seconds}} 秒を過ぎました。時間を延ばしてもう一度お試しください。',
  },
  'catch.gaveUp': {
    en: 'Gave up after {{laps}} laps without a held menu (keys tried: {{keys}}).',
    ja: '{{laps}} 回試しましたが、メニューを保持できませんでした(試したキー: {{keys}})。',
  },
  'catch.uncatchable': {
    en: 'No key could hold this menu in {{laps}} laps; most likely its timeout is 0. Use another way in, such as the provider’s rescue mode.',
    ja: '{{laps}} 回試しましたが、どのキーでも止められませんでした(待ち時間 0 秒の設定と思われます)。事業者のレスキューモードなど、別の入り方をお使いください。',
  },
  'catch.notReached': {
    en: 'The console of {{target}} did not come back within {{seconds}} s. Check in the control panel that the server is running.',
    ja: '{{target}} のコンソールが {{seconds}} 秒以内に復帰しませんでした。コントロールパネルでサーバーが稼働しているか確認してください。',
  },
  'catch.noConsoleYet': {
    en: 'The console of {{target}} cannot be opened now. Going on: it is tried again after the reboot.',
    ja: '{{target}} のコンソールは今は開けません。再起動のあとでもう一度接続します。',
  },
  'catch.addressMayBeDead': {
    en: 'This address may have died with the reboot. Open the console in the control panel and paste the new one.',
    ja: 'このアドレスは再起動で無効になった可能性があります。コントロールパネルでコンソールを開き、新しい URL を貼り付けてください。',
  },
  'catch.consoleAnnounced': {
    en: 'The provider’s answers tell that the console is about to come back. Trying every {{intervalMs}} ms for up to {{seconds}} s.',
    ja: '事業者の応答から、コンソールの復帰が近いと分かりました。これから最大 {{seconds}} 秒間、{{intervalMs}} ミリ秒ごとに接続します。',
  },
  'catch.guestRebootsItself': {
    en: 'The kernel says it reboots by itself in {{seconds}} s. Waiting for that instead of a reset.',
    ja: 'カーネルが {{seconds}} 秒後に自分で再起動すると表示しています。強制再起動はせずに待ちます。',
  },
  'catch.lineHoldsNoKey': {
    en: 'Shift cannot be held over a serial console: a line carries characters, not keys. Choose f4 or esc.',
    ja: 'シリアルコンソールでは Shift を押し続けることができません(送れるのは文字だけです)。f4 か esc を選んでください。',
  },
  'catch.blackPicture': {
    en: 'The picture has been black for {{seconds}} s. Connecting again.',
    ja: '画面が {{seconds}} 秒間真っ黒のままです。接続し直します。',
  },
  'catch.silentLine': {
    en: 'Nothing comes over the serial line, which does not repeat what it wrote before. Asking whether a menu stands there (Ctrl-L, then an arrow key).',
    ja: 'シリアル回線に何も流れてきません(回線は前に書いた内容を繰り返しません)。メニューが出ていないか、Ctrl-L と矢印キーで確かめます。',
  },
  'catch.missed.menuPassed': {
    en: 'Missed: a menu was seen, but it went on to boot ({{phase}}).',
    ja: '間に合いませんでした。メニューは見えましたが、起動が先に進みました({{phase}})。',
  },
  'catch.missed.noMenu': {
    en: 'Missed: {{key}} was pressed before the boot loader started, but no menu came ({{phase}}).',
    ja: '間に合いませんでした。ブートローダーの前から {{key}} を押しましたが、メニューは出ませんでした({{phase}})。',
  },
  'catch.missed.tooLate': {
    en: 'Missed: the menu was over before the console came back ({{phase}}).',
    ja: '間に合いませんでした(接続前にメニューが終了、{{phase}})。',
  },
  'catch.missed.nothingDecisive': {
    en: 'Missed: neither a menu nor a boot was seen within {{seconds}} s.',
    ja: '{{seconds}} 秒の間、メニューも起動の様子も見えませんでした。',
  },
  'catch.missed.consoleKeepsEnding': {
    en: 'Missed: the console opened {{times}} times within {{seconds}} s, and each time it ended or fell silent before a menu or a boot was seen. Close other viewers of this console, then try again.',
    ja: '{{seconds}} 秒の間にコンソールは {{times}} 回開きましたが、メニューも起動の様子も見えないうちに、毎回切れるか応答しなくなりました。同じコンソールを開いているほかの画面を閉じて、もう一度お試しください。',
  },
  'catch.missed.nothingHappened': {
    en: 'The reboot was asked for, but the console neither went away nor started anew.',
    ja: '再起動を要求しましたが、コンソールは切れず、画面も最初に戻りませんでした。',
  },
  'catch.stop.login': {
    en: 'Stopped before the reset: {{target}} shows a login prompt, so it seems to be up. Add --force to reset it all the same.',
    ja: '強制再起動の前に止めました。{{target}} にログイン画面が出ており、稼働中のようです。それでも再起動する場合は --force を付けてください。',
  },
  'catch.stop.fsck': {
    en: 'Stopped before the reset: {{target}} is checking its file system. Let it finish, or add --force.',
    ja: '強制再起動の前に止めました。{{target}} はファイルシステムを検査中です。終わるまで待つか、--force を付けてください。',
  },
  'catch.stop.relabel': {
    en: 'Stopped before the reset: {{target}} is relabelling its files (SELinux). Let it finish, or add --force.',
    ja: '強制再起動の前に止めました。{{target}} は SELinux の再ラベル付け中です。終わるまで待つか、--force を付けてください。',
  },
  'catch.stop.crashDump': {
    en: 'Stopped before the reset: {{target}} is saving a crash dump. Let it finish, or add --force.',
    ja: '強制再起動の前に止めました。{{target}} はクラッシュダンプを保存中です。終わるまで待つか、--force を付けてください。',
  },
  'catch.reason.chosen': { en: 'You chose this key.', ja: '指定されたキーです。' },
  'catch.reason.f4': { en: 'F4 is harmless in every GRUB menu and holds hidden ones too.', ja: 'F4 は GRUB のどのメニューでも無害で、隠れたメニューも止められます。' },
  'catch.reason.f4Again': { en: 'F4 again: the last lap did not show that it holds nothing.', ja: 'もう一度 F4 です。前回だけでは効かないとは言えません。' },
  'catch.reason.shift': { en: 'F4 came in time and held nothing; GRUB also looks at a held Shift.', ja: 'F4 は間に合いましたが効きませんでした。GRUB は Shift の押しっぱなしも見ます。' },
  'catch.reason.esc': { en: 'F4 and Shift held nothing; GRUB up to 2.04 knows only ESC.', ja: 'F4 も Shift も効きませんでした。GRUB 2.04 以前は ESC だけを見ます。' },
  'catch.reason.arrows': { en: 'Arrow keys.', ja: '矢印キーを使います。' },
  'catch.reason.sequence': { en: 'Your key sequence.', ja: '指定されたキー列を使います。' },
  'catch.unexpected': {
    en: 'Something unexpected happened inside bootcatch ({{error}}). Please report it with the timeline.',
    ja: 'bootcatch の内部で予期しない問題が起きました({{error}})。タイムラインを添えてお知らせください。',
  },
});
