import { defineMessages } from './define.ts';

/** Other ways in, where no key holds the menu: one sentence each. */
export const providerWayMessages = defineMessages({
  'provider.way.paste': {
    en: 'Open the console in the control panel yourself, paste its address here, and reboot from the panel: that takes the provider’s API out of the race.',
    ja: 'コントロールパネルでコンソールを開いてアドレスを貼り付け、パネルから再起動する(API の応答を待たずに済みます)。',
  },
  'provider.way.panelRescue': {
    en: 'Look in the control panel for a rescue or recovery mode: it boots another system with your disk attached, where GRUB’s timeout can be repaired.',
    ja: 'コントロールパネルのレスキューモード(リカバリーモード)を探す。別のシステムで起動し、元のディスク上の GRUB の待ち時間を直せます。',
  },
  'provider.way.panelIso': {
    en: 'Look in the control panel for an ISO image to boot from: any Linux installation image can mount your disk and repair GRUB.',
    ja: 'コントロールパネルで ISO イメージからの起動を探す。Linux のインストール用イメージなら、ディスクをマウントして GRUB を直せます。',
  },
  'provider.way.conoha.iso': {
    en: 'ISO boot: stop the server, insert a rescue ISO in the control panel (or with the API’s image service), start it and open the console; mount the disk there, repair GRUB’s timeout, and eject the ISO.',
    ja: 'ISO 起動: サーバーを停止し、コントロールパネル(または API)でレスキュー用の ISO イメージを挿入して起動し、コンソールを開く。ディスクをマウントして GRUB の待ち時間を直し、ISO を排出して起動し直します。',
  },
  'provider.way.conoha.isoV2': {
    en: 'ISO boot: stop the server, mount a rescue ISO with the API (conoha-iso does it in one command) or the control panel, start it and open the console; repair GRUB’s timeout on the mounted disk, and unmount the ISO.',
    ja: 'ISO 起動: サーバーを停止し、API(conoha-iso コマンドなら一行)またはコントロールパネルでレスキュー用 ISO をマウントして起動し、コンソールを開く。ディスク上の GRUB の待ち時間を直し、ISO を取り外して起動し直します。',
  },
  'provider.way.conoha.serial': {
    en: 'Serial console: open it in the control panel before the reboot; it shows the kernel and a login if the system was set up for console=ttyS0.',
    ja: 'シリアルコンソール: 再起動の前にコントロールパネルで開いておく。console=ttyS0 の設定があれば、カーネルの表示とログインが出ます。',
  },
  'provider.way.openstack.rescue': {
    en: 'Rescue mode: `openstack server rescue <server>` starts a rescue system with your disk attached as a second one (usually /dev/vdb); put GRUB_TIMEOUT back there, then `openstack server unrescue <server>`.',
    ja: 'レスキューモード: `openstack server rescue <サーバー>` でレスキュー用システムが起動し、元のディスクは 2 台目(通常 /dev/vdb)になります。GRUB_TIMEOUT を直し、`openstack server unrescue <サーバー>` で戻します。',
  },
  'provider.way.openstack.volume': {
    en: 'If the server boots from a volume and rescue is refused: stop it, attach the volume to a healthy server, repair it there, and give it back.',
    ja: 'ボリュームから起動していてレスキューを拒否される場合: サーバーを停止し、ボリュームを別の正常なサーバーに接続して修復し、元に戻す。',
  },
  'provider.way.hetzner.rescue': {
    en: 'Rescue system: enable it in the Cloud Console (or with hcloud server enable-rescue), reset the server and sign in by SSH; the disk is /dev/sda, mount it and repair /etc/default/grub.',
    ja: 'レスキューシステム: Cloud Console(または hcloud server enable-rescue)で有効にしてサーバーをリセットし、SSH で入る。ディスク /dev/sda をマウントして /etc/default/grub を直します。',
  },
  'provider.way.hetzner.iso': {
    en: 'ISO: attach one of the ISO images in the Cloud Console, reset, and use the console.',
    ja: 'ISO: Cloud Console で ISO イメージを接続してリセットし、コンソールから操作する。',
  },
  'provider.way.proxmox.iso': {
    en: 'ISO boot: add a CD drive with a rescue ISO and put it first in Options → Boot Order, stop and start the machine; or press Esc at its firmware for a one-time choice.',
    ja: 'ISO 起動: レスキュー用 ISO を CD ドライブに入れ、「オプション → ブート順」で先頭にして停止・起動する。ファームウェア画面で Esc を押せば一度だけ選ぶこともできます。',
  },
  'provider.way.proxmox.disk': {
    en: 'Disk: stop the machine, and on the host mount its disk (qm rescan; for raw: kpartx or losetup -P) to repair GRUB’s timeout.',
    ja: 'ディスク: マシンを停止し、ホスト側でディスクをマウント(raw なら losetup -P など)して GRUB の待ち時間を直す。',
  },
  'provider.way.libvirt.menu': {
    en: 'Direct kernel: give the machine its own kernel and initrd with a changed command line (virsh edit, <kernel>, <initrd>, <cmdline>), which needs no boot menu at all.',
    ja: 'カーネル直接指定: virsh edit で <kernel>、<initrd>、<cmdline> を指定すれば、ブートメニューなしで起動できます。',
  },
  'provider.way.libvirt.guestfish': {
    en: 'Disk: stop the machine and repair its disk on the host, e.g. with guestfish or virt-edit -d <machine> /etc/default/grub.',
    ja: 'ディスク: マシンを停止し、ホスト側で guestfish や virt-edit -d <マシン> /etc/default/grub でディスクを直す。',
  },
  'provider.way.sakura.iso': {
    en: 'ISO: stop the server, insert a public or your own ISO image in the control panel, start it and open the console; take the ISO out afterwards.',
    ja: 'ISO: サーバーを停止し、コントロールパネルでパブリックまたは自分の ISO イメージを挿入して起動し、コンソールを開く。終わったら取り外します。',
  },
  'provider.way.sakura.disk': {
    en: 'Disk: stop the server, connect its disk to another server of the zone, repair it there, and connect it back.',
    ja: 'ディスク: サーバーを停止し、同じゾーンの別のサーバーにディスクを接続して直し、元に戻す。',
  },
  'provider.way.upcloud.cdrom': {
    en: 'CD-ROM: stop the server, attach a rescue ISO as CD-ROM in the control panel, set the boot order to CD-ROM first, and start it.',
    ja: 'CD-ROM: サーバーを停止し、コントロールパネルでレスキュー用 ISO を CD-ROM に接続してブート順を CD-ROM 優先にし、起動する。',
  },
  'provider.way.upcloud.disk': {
    en: 'Disk: detach the storage, attach it to a healthy server, repair it there, and attach it back.',
    ja: 'ディスク: ストレージを切り離し、正常なサーバーに接続して直し、元に戻す。',
  },
  'provider.way.linode.weblish': {
    en: 'The other console: if the screen showed no GRUB, it speaks on the serial line, as Linode’s own instructions set it up. Set console to weblish in this account.',
    ja: 'もう一方のコンソール: 画面に GRUB が出なかったなら、Linode の手順どおりシリアルに表示されています。このアカウントの console を weblish にしてください。',
  },
  'provider.way.linode.glish': {
    en: 'The other console: if the serial line showed no GRUB, it is on the screen. Set console to glish in this account.',
    ja: 'もう一方のコンソール: シリアルに GRUB が出なかったなら、画面に表示されています。このアカウントの console を glish にしてください。',
  },
  'provider.way.linode.rescue': {
    en: 'Rescue mode: in the Cloud Manager, menu of the Linode → Rescue; it boots Finnix with your disk as /dev/sda, reached through Lish.',
    ja: 'レスキューモード: Cloud Manager の Linode のメニュー → Rescue。Finnix が起動し、ディスクは /dev/sda、操作は Lish から行います。',
  },
  'provider.way.linode.lish': {
    en: 'A reboot that never ends: ssh -t <user>@lish-<region>.linode.com <linode> destroy cuts the power; then boot it. Without the last word the same line opens the serial console.',
    ja: '再起動が終わらないとき: ssh -t <ユーザー>@lish-<リージョン>.linode.com <Linode> destroy で電源を切り、起動し直す。最後の destroy を付けなければシリアルコンソールが開きます。',
  },
  'provider.way.vultr.iso': {
    en: 'ISO: attach SystemRescue from the ISO library in the customer portal; the server reboots into it. Remove the ISO afterwards.',
    ja: 'ISO: 管理画面の ISO ライブラリから SystemRescue を接続すると、それで再起動する。終わったら取り外します。',
  },
  'provider.way.digitalocean.recovery': {
    en: 'Recovery: power the Droplet off, choose Recovery → Boot from Recovery ISO, power it on and use the Recovery Console.',
    ja: 'リカバリー: Droplet の電源を切り、Recovery → Boot from Recovery ISO を選んで電源を入れ、Recovery Console を使う。',
  },
  'provider.way.scaleway.rescue': {
    en: 'Rescue mode: server page → Advanced settings → Boot mode: Use rescue image, then reboot; sign in by SSH.',
    ja: 'レスキューモード: サーバーの Advanced settings → Boot mode を rescue image にして再起動し、SSH で入る。',
  },
  'provider.way.scaleway.console': {
    en: 'The console in the browser is a serial one and stays open over reboots; GRUB shows there if it is set up for a serial terminal.',
    ja: 'ブラウザーのコンソールはシリアルで、再起動でも切れません。GRUB がシリアル端末に設定されていれば表示されます。',
  },
  'provider.way.ovh.rescue': {
    en: 'Rescue: control panel → Boot → Reboot in rescue mode; the password comes by e-mail, the disk is usually /dev/sdb.',
    ja: 'レスキュー: コントロールパネルの Boot → Reboot in rescue mode。パスワードはメールで届き、ディスクは通常 /dev/sdb です。',
  },
  'provider.way.nifcloud.bios': {
    en: 'Firmware hold: reboot with the option that stops at the BIOS (bios: yes in this account); open the console in the control panel at leisure, then leave the BIOS and press the key.',
    ja: 'ファームウェアで停止: BIOS 画面で止まる再起動(このアカウントの bios を yes に)を使い、コントロールパネルでゆっくりコンソールを開いてから BIOS を抜け、キーを押す。',
  },
  'provider.way.nifcloud.iso': {
    en: 'ISO: attach an ISO image in the control panel, start into the BIOS, and choose the CD drive.',
    ja: 'ISO: コントロールパネルで ISO イメージを装着し、BIOS から CD ドライブを選んで起動する。',
  },
  'provider.way.hive.previousKernel': {
    en: 'After a kernel update without its DRBD module: choose the previous kernel in the menu (Advanced options); the volumes come up with it.',
    ja: 'DRBD モジュールのないカーネルへ更新した後なら: メニューの「Advanced options」から前のカーネルを選ぶと、ボリュームが使えるようになります。',
  },
  'provider.way.azure.repair': {
    en: 'az vm repair create makes a rescue machine with a copy of the disk attached; az vm repair restore puts the repaired disk back.',
    ja: 'az vm repair create でディスクのコピーを接続した修復用マシンを作り、直したら az vm repair restore で戻す。',
  },
  'provider.way.azure.serial': {
    en: 'Serial console: open it in the portal before the restart and hold Esc; it stays open over a restart of the guest.',
    ja: 'シリアルコンソール: 再起動の前にポータルで開き、Esc を押し続ける。ゲストの再起動では切れません。',
  },
});
