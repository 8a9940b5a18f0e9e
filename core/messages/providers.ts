import { defineMessages } from './define.ts';
import { providerFieldMessages } from './provider-fields.ts';
import { providerWayMessages } from './provider-ways.ts';

export const providerMessages = defineMessages({
  ...providerFieldMessages,
  ...providerWayMessages,

  'provider.untried': {
    en: '{{provider}} is known here from its documents and tried on a stand-in, not yet on a live account. If something is different, please tell us.',
    ja: '{{provider}} は、公開資料をもとに代用のサーバーで試したもので、実際のアカウントではまだ試していません。違いがあれば、お知らせください。',
  },

  // What a provider answered.
  'provider.signInRefused': {
    en: 'The provider refused the sign-in of account "{{account}}"; most do not say why. Check the user, the password or key, the project (tenant, domain), and that the user has a role in it.',
    ja: 'アカウント「{{account}}」の認証がプロバイダーに拒否されました。理由は伝えられないのが普通です。ユーザー、パスワードまたはキー、プロジェクト(テナント、ドメイン)、そこでのロールを確認してください。',
  },
  'provider.notSignedIn': {
    en: '{{host}} does not accept these credentials (“{{said}}”). Check the key or password of this account.',
    ja: '{{host}} に認証情報を拒否されました(「{{said}}」)。このアカウントのキーまたはパスワードを確認してください。',
  },
  'provider.forbidden': {
    en: '{{service}} does not allow this with these credentials (“{{said}}”). Give this API user or token the right to list and reboot servers and to open their console.',
    ja: '{{service}} にこの操作を許可されませんでした(「{{said}}」)。この API ユーザーまたはトークンに、サーバーの一覧・再起動・コンソールの権限を付けてください。',
  },
  'provider.notFound': {
    en: '{{service}} answered “{{said}}” (404). While a server restarts this passes by itself; otherwise check that the server still exists.',
    ja: '{{service}} の応答は「{{said}}」(404)でした。再起動の途中なら自然に直ります。続くときは、サーバーが残っているか確認してください。',
  },
  'provider.busy': {
    en: '{{service}} answered “{{said}}” ({{status}}): something else is being done to this server, or it is locked. Wait for it to end and try again.',
    ja: '{{service}} の応答は「{{said}}」({{status}})でした。このサーバーで別の処理が進行中か、ロックされています。終わるのを待って、もう一度お試しください。',
  },
  'provider.tooManyRequests': {
    en: '{{service}} says that there were too many requests (“{{said}}”). Wait {{seconds}} s before asking again.',
    ja: '{{service}} から、要求が多すぎると言われました（「{{said}}」）。{{seconds}} 秒待ってから、もう一度お試しください。',
  },
  'provider.failing': {
    en: '{{service}} has trouble of its own (HTTP {{status}}: “{{said}}”). Try again; if it stays, look at the provider’s status page.',
    ja: '{{service}} 側で障害が起きています(HTTP {{status}}:「{{said}}」)。もう一度試し、続くときは事業者の障害情報を確認してください。',
  },
  'provider.refused': {
    en: '{{service}} refused the request (HTTP {{status}}: “{{said}}”). Check the settings of this account.',
    ja: '{{service}} に要求を断られました(HTTP {{status}}:「{{said}}」)。このアカウントの設定を確認してください。',
  },
  'provider.redirected': {
    en: '{{host}} answered with a redirection to {{location}}. Nothing secret was sent there: if that address is right, put it into the settings.',
    ja: '{{host}} から {{location}} へ転送されました。認証情報は送っていません。この宛先が正しければ、設定のアドレスを書き換えてください。',
  },
  'provider.tooSlow': {
    en: '{{service}} ({{host}}) gave no answer within {{seconds}} s. Check this machine’s network, then try again.',
    ja: '{{service}}({{host}})から {{seconds}} 秒以内に応答がありませんでした。この端末のネットワークを確認して、もう一度お試しください。',
  },
  'provider.unreachable': {
    en: '{{service}} ({{host}}) could not be reached ({{observed}}). Check this machine’s network, then the address in the settings.',
    ja: '{{service}}({{host}})に接続できませんでした({{observed}})。この端末のネットワークを確認し、次に設定のアドレスを確認してください。',
  },
  'provider.answerNotUnderstood': {
    en: '{{host}} answered, but not as {{service}} does ({{observed}}). Check the address in the settings, and whether a sign-in page of this network answers in its place.',
    ja: '{{host}} の応答が {{service}} のものではありません({{observed}})。設定のアドレスを確認してください。利用中のネットワークのログイン画面が代わりに応答していることもあります。',
  },
  'provider.answerTooLong': {
    en: '{{host}} sent more than {{limit}} MB, so the answer was dropped. Check the address in the settings.',
    ja: '{{host}} の応答が {{limit}} MB を超えたため、受信を中止しました。設定のアドレスを確認してください。',
  },
  'provider.retrying': {
    en: '{{service}} ({{host}}): {{observed}}. Trying again in {{seconds}} s (try {{attempt}} of {{limit}}).',
    ja: '{{service}}({{host}}): {{observed}}。{{seconds}} 秒後にもう一度試します({{attempt}}/{{limit}} 回目)。',
  },
  'provider.signInAgain': {
    en: '{{service}} no longer accepts the session. Signing in again.',
    ja: '{{service}} のセッションが無効になりました。もう一度サインインします。',
  },

  // Finding a server.
  'provider.serverNotFound': {
    en: '{{service}} has no server “{{server}}” here. There are: {{names}}.',
    ja: '{{service}} に「{{server}}」というサーバーは見つかりません。あるのは: {{names}}',
  },
  'provider.noServers': {
    en: '{{service}} has no server “{{server}}” here, and no other either. Check the region and the project in the settings.',
    ja: '{{service}} に「{{server}}」というサーバーは見つかりません。ほかのサーバーもありません。設定のリージョンとプロジェクトを確認してください。',
  },
  'provider.serverAmbiguous': {
    en: '{{service}} has {{count}} servers called “{{server}}”. Use an id: {{ids}}.',
    ja: '{{service}} に「{{server}}」というサーバーが {{count}} 台あります。ID で指定してください: {{ids}}',
  },

  // Settings.
  'provider.settingMissing': {
    en: 'The setting {{setting}} is missing ({{source}}). Add it and try again.',
    ja: '設定 {{setting}} がありません({{source}})。追加して、もう一度お試しください。',
  },
  'provider.settingWrong': {
    en: 'The setting {{setting}} ({{source}}) cannot be used: {{observed}}. Correct it and try again.',
    ja: '設定 {{setting}}({{source}})が使えません: {{observed}}。直して、もう一度お試しください。',
  },
  'provider.secretMissing': {
    en: 'The secret {{secret}} of account "{{account}}" is not known here. Set {{variable}} in the environment, or give a command that prints it.',
    ja: 'アカウント「{{account}}」の {{secret}} がここでは分かりません。環境変数 {{variable}} に入れるか、表示するコマンドを指定してください。',
  },
  'provider.unknownProvider': {
    en: 'There is no provider “{{provider}}”. Known are: {{names}}.',
    ja: '「{{provider}}」という事業者には対応していません。対応しているのは: {{names}}',
  },
  'provider.targetUnknown': {
    en: '“{{target}}” names no server. Write account/server, openstack:cloud/server, a console URL, practice, qemu or -.',
    ja: '「{{target}}」ではサーバーを特定できません。アカウント/サーバー、openstack:クラウド/サーバー、コンソールの URL、practice、qemu、- のどれかで指定してください。',
  },
  'provider.accountUnknown': {
    en: 'There is no account "{{account}}". Known are: {{names}}. Add one with: bootcatch account add.',
    ja: 'アカウント「{{account}}」はありません。あるのは: {{names}}。追加するには bootcatch account add を使います。',
  },
  'provider.accountNameWrong': {
    en: '“{{account}}” cannot be an account’s name. Use letters, digits, hyphens, dots and underscores, up to 64 of them.',
    ja: '「{{account}}」はアカウント名に使えません。文字、数字、ハイフン、ドット、アンダースコアを 64 文字以内で使ってください。',
  },
  'provider.fileWrong': {
    en: 'The file {{path}} cannot be read: {{observed}}. Correct it and try again.',
    ja: 'ファイル {{path}} を読めません: {{observed}}。直して、もう一度お試しください。',
  },
  'provider.cloudUnknown': {
    en: 'There is no cloud “{{cloud}}” in {{path}}. There are: {{names}}.',
    ja: '{{path}} に「{{cloud}}」というクラウドはありません。あるのは: {{names}}',
  },
  'provider.noCloudsFile': {
    en: 'No clouds.yaml was found. Looked in: {{paths}}. Put it there, or use openstack:env with the OS_* variables.',
    ja: 'clouds.yaml が見つかりません。探した場所: {{paths}}。そこに置くか、OS_* 環境変数を設定して openstack:env を使ってください。',
  },
  'provider.regionNeeded': {
    en: 'Cloud “{{cloud}}” has several regions. Set region_name (or OS_REGION_NAME) to one of them: {{names}}.',
    ja: 'クラウド「{{cloud}}」には複数のリージョンがあります。region_name(または OS_REGION_NAME)で指定してください: {{names}}',
  },
  'provider.noProject': {
    en: 'The sign-in to {{service}} worked, but without a project, so there are no servers to see. Set project_name (or project_id).',
    ja: '{{service}} にサインインできましたが、プロジェクトが指定されていないためサーバーが見えません。project_name(または project_id)を設定してください。',
  },
  'provider.noCompute': {
    en: 'The sign-in worked, but no compute service is offered (interface {{interface}}, region {{region}}). Offered are: {{names}}.',
    ja: 'サインインはできましたが、compute サービスがありません(インターフェイス {{interface}}、リージョン {{region}})。あるのは: {{names}}',
  },
  'provider.certificatesUnchecked': {
    en: 'The configuration of {{service}} turns certificate checks off (verify: false), so anyone on the way could read the password. Name the authority with cacert instead.',
    ja: '{{service}} の設定で証明書の検証が無効です(verify: false)。途中の第三者にパスワードを読まれるおそれがあります。代わりに cacert で認証局を指定してください。',
  },
  'provider.noReboot': {
    en: '{{service}} offers no {{kind}} reboot. Use another kind, or reboot it yourself in the control panel.',
    ja: '{{service}} に {{kind}} の再起動はありません。別の種類を使うか、コントロールパネルで再起動してください。',
  },
  'provider.noConsole': {
    en: '{{service}} gives no console to programs. Open the console in the control panel and paste its address.',
    ja: '{{service}} はプログラムにコンソールを開放していません。コントロールパネルでコンソールを開き、そのアドレスを貼り付けてください。',
  },
  'provider.consoleNotUnderstood': {
    en: '{{service}} gave a console address of a kind that is not known ({{address}}). Open the console in the control panel and paste its address.',
    ja: '{{service}} から、未対応の形のコンソールアドレスが返りました({{address}})。コントロールパネルでコンソールを開き、そのアドレスを貼り付けてください。',
  },

  // Machines of one's own.
  'provider.commandMissing': {
    en: 'The program {{command}} could not be started ({{observed}}). Install it, or give its folder to PATH.',
    ja: 'プログラム {{command}} を起動できませんでした({{observed}})。インストールするか、PATH に追加してください。',
  },
  'provider.commandSlow': {
    en: 'The program {{command}} had not ended after {{seconds}} s and was stopped. Run it by hand to see what it waits for (often an SSH password).',
    ja: 'プログラム {{command}} が {{seconds}} 秒たっても終わらないため中止しました。手で実行して、何を待っているか確認してください(SSH のパスワードであることが多い)。',
  },
  'provider.commandFailed': {
    en: '{{command}} failed: “{{said}}”. Run it by hand to see the whole of it.',
    ja: '{{command}} が失敗しました:「{{said}}」。手で実行して、全体を確認してください。',
  },
  'provider.libvirt.noDisplay': {
    en: '{{server}} has no VNC display at the moment. Start the machine, or add <graphics type="vnc"/> to it.',
    ja: '{{server}} には今 VNC の画面がありません。マシンを起動するか、<graphics type="vnc"/> を追加してください。',
  },
  'provider.libvirt.loopback': {
    en: 'The VNC display listens on the other host’s own loopback, port {{port}}. Open a tunnel (ssh -L {{port}}:127.0.0.1:{{port}} host) and set consoleHost to 127.0.0.1.',
    ja: 'VNC の画面は相手ホスト自身のループバック(ポート {{port}})で待ち受けています。トンネルを開き(ssh -L {{port}}:127.0.0.1:{{port}} ホスト)、consoleHost を 127.0.0.1 にしてください。',
  },
  'provider.qmp.noConversation': {
    en: 'The QEMU monitor at {{socket}} could not be talked to ({{observed}}). Check that QEMU runs with -qmp on this address and that no other program holds it.',
    ja: '{{socket}} の QEMU モニターと通信できませんでした({{observed}})。QEMU がこのアドレスの -qmp で動いていて、ほかのプログラムが使っていないことを確認してください。',
  },
  'provider.upcloud.consoleOff': {
    en: 'VNC access to {{server}} is off (now: {{kind}}). Turn it on in the control panel (Console: VNC) and set a password there.',
    ja: '{{server}} の VNC 接続が無効です(現在: {{kind}})。コントロールパネルの「コンソール」で VNC を有効にし、パスワードを設定してください。',
  },
  'provider.ovh.consolePending': {
    en: 'OVH has no console address for {{server}} yet. It can take one or two minutes: try again.',
    ja: '{{server}} のコンソールアドレスがまだ用意されていません。1〜2 分かかることがあります。もう一度お試しください。',
  },
  'provider.linode.noBootMenu': {
    en: 'Stopped before the reboot of {{server}}: its configuration boots a kernel of Linode’s ({{kernel}}), and no boot menu comes before that. In the Cloud Manager choose GRUB 2 as the kernel (Configurations, Edit); --force goes on all the same.',
    ja: '{{server}} の再起動の前に止めました。設定で Linode のカーネル({{kernel}})を起動しているため、ブートメニューは出ません。Cloud Manager の Configurations → Edit でカーネルを GRUB 2 にしてください。それでも進めるには --force を付けます。',
  },
  'provider.linode.snapshotExists': {
    en: 'Linode keeps one snapshot of each server, and {{server}} has one already (“{{label}}”), which a new one would destroy. No snapshot was taken; take it in the Cloud Manager if the old one may go.',
    ja: 'Linode のスナップショットはサーバーごとに 1 つだけで、{{server}} にはすでに「{{label}}」があり、新しく取ると消えます。スナップショットは取りませんでした。古いほうが不要なら、Cloud Manager で取ってください。',
  },
  'provider.azure.typeCode': {
    en: 'Sign in to Azure: open {{address}} and type the code {{code}}. It is good for {{minutes}} minutes.',
    ja: 'Azure にサインインしてください。{{address}} を開き、コード {{code}} を入力します({{minutes}} 分間有効)。',
  },
  'provider.azure.codeRefused': {
    en: 'The sign-in with a code did not come about ({{said}}). Try again and type the new code.',
    ja: 'コードによるサインインができませんでした({{said}})。もう一度試し、新しいコードを入力してください。',
  },
  'provider.hive.notOneServer': {
    en: 'Among the servers of the account {{account}}, {{count}} fit {{server}} ({{address}}); it must be one. Compare their addresses with {{path}}.',
    ja: 'アカウント {{account}} のサーバーのうち、{{server}}({{address}})に当たるものが {{count}} 台です。1 台でなければなりません。アドレスを {{path}} と比べてください。',
  },
  'provider.hive.isNode': {
    en: '{{server}} is the node {{host}} of the hive {{site}}: before each reset the other nodes are asked over SSH.',
    ja: '{{server}} は hive「{{site}}」のノード {{host}} です。リセットの前に毎回、ほかのノードに SSH で確かめます。',
  },
  'provider.hive.peersSilent': {
    en: 'Stopped before the reboot of {{server}}: {{peers}} of the same hive did not answer over SSH. With two nodes of three down, volumes and services stop. See that they are up; --force goes on all the same.',
    ja: '{{server}} の再起動の前に止めました。同じ hive の {{peers}} が SSH に応答しません。3 台中 2 台が止まると、ボリュームもサービスも止まります。稼働を確認してください。それでも進めるには --force を付けます。',
  },
  'provider.azure.noConsole': {
    en: 'The serial console of {{server}} is off: {{observed}}. Turn on boot diagnostics for the machine and the serial console for the subscription.',
    ja: '{{server}} のシリアルコンソールが使えません: {{observed}}。マシンのブート診断と、サブスクリプションのシリアルコンソールを有効にしてください。',
  },
});
