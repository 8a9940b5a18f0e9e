import { defineMessages } from './define.ts';

export const practiceMessages = defineMessages({
  'practice.toolMissing': {
    en: 'The real practice machine needs {{tool}}, which is not installed. Install it with: {{command}} (or practise with the built-in server: bootcatch catch practice).',
    ja: '実機に近い練習用マシンには {{tool}} が必要ですが、インストールされていません。次のコマンドで入れてください: {{command}}(内蔵の練習サーバーなら、このままで使えます: bootcatch catch practice)',
  },
  'practice.toolUnavailable': {
    en: 'The real practice machine needs {{tool}}, which was not found, and no package that brings it is known for this system. Practise with the built-in server instead: bootcatch catch practice',
    ja: '実機に近い練習用マシンには {{tool}} が必要ですが、見つかりませんでした。このシステム用のパッケージも分かっていません。代わりに内蔵の練習サーバーを使ってください: bootcatch catch practice',
  },
  'practice.toolFailed': {
    en: '{{tool}} failed while the practice machine was being prepared. It said: {{line}}',
    ja: '練習用マシンの準備中に {{tool}} が失敗しました。出力: {{line}}',
  },
  'practice.kernelMissing': {
    en: 'The practice machine needs a Linux kernel, and none could be fetched. Try "sudo apt-get update" and then "{{command}}" to see why; or put a kernel for x86-64 into {{folder}} under a name like vmlinuz-6.1.0.',
    ja: '練習用マシンには Linux カーネルが必要ですが、取得できませんでした。「sudo apt-get update」のあとに「{{command}}」を実行すると理由が分かります。または、x86-64 用のカーネルを vmlinuz-6.1.0 のような名前で {{folder}} に置いてください。',
  },
  'practice.kernelFetched': {
    en: 'Fetching a Linux kernel for the practice machine ({{package}}, some 30 MB, once)…',
    ja: '練習用マシンの Linux カーネルを取得しています({{package}}、約 30 MB、初回のみ)…',
  },
  'practice.imageBuilt': {
    en: 'Building the practice image "{{image}}" (once)…',
    ja: '練習用イメージ「{{image}}」を作成しています(初回のみ)…',
  },
  'practice.machineFailed': {
    en: 'QEMU ended before its console was there. It said: {{line}}',
    ja: 'コンソールが使えるようになる前に QEMU が終了しました。出力: {{line}}',
  },
  'practice.machineOff': {
    en: 'The practice machine is switched off. Start it first.',
    ja: '練習用マシンの電源が切れています。先に起動してください。',
  },
  'practice.machineRefused': {
    en: 'QEMU refused the command {{command}}: {{answer}}',
    ja: 'QEMU がコマンド {{command}} を受け付けませんでした: {{answer}}',
  },
  'practice.noPort': {
    en: 'No free TCP port between {{first}} and {{last}} was found on this machine for the practice console. End programs that listen there and try again.',
    ja: '練習用コンソールのための空き TCP ポートが {{first}}〜{{last}} の間に見つかりませんでした。そこで待ち受けているプログラムを終了して、もう一度お試しください。',
  },
  'practice.closed': {
    en: 'The practice server was switched off. Start it again to go on practising.',
    ja: '練習サーバーは終了しています。練習を続けるには、もう一度起動してください。',
  },
  'practice.rebootUnderWay': {
    en: 'The practice server is already rebooting and took no second request. Wait until its console is back.',
    ja: '練習サーバーはすでに再起動中のため、二度目の依頼を受け付けませんでした。コンソールが戻るまで待ってください。',
  },
  'practice.softReboot': {
    en: 'The practice server knows hard reboots only: a server that panicked does not answer a soft one. Ask for a hard reboot.',
    ja: '練習サーバーはハード再起動だけに対応しています（パニックしたサーバーはソフト再起動に応答しません）。ハード再起動を選んでください。',
  },
  'practice.portLost': {
    en: 'TCP port {{port}} of the practice console was taken by another program while the server was down. Start the practice again.',
    ja: '練習サーバーが停止している間に、コンソール用の TCP ポート {{port}} を別のプログラムに使われました。練習を最初から始めてください。',
  },
});
