import { defineMessages } from './define.ts';

export const providerMessages = defineMessages({
  // What a provider answered.
  'provider.signInRefused': {
    en: 'The provider refused the sign-in: check the API password of account "{{account}}".',
    ja: 'プロバイダーに認証を拒否されました。アカウント「{{account}}」の API パスワードを確認してください。',
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
    en: '{{service}} says that there were too many requests. Asking again in {{seconds}} s.',
    ja: '{{service}} から、要求が多すぎると言われました。{{seconds}} 秒待ってから、もう一度要求します。',
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

  // What an account is asked for.
  'provider.field.conoha.region': { en: 'The region, as in the API’s addresses.', ja: 'リージョン(API のアドレスに含まれる名前)。' },
  'provider.field.conoha.user': { en: 'The API user’s name or id, from the control panel’s API page.', ja: 'API ユーザーの名前または ID(コントロールパネルの「API」に表示)。' },
  'provider.field.conoha.tenant': { en: 'The tenant id, from the control panel’s API page.', ja: 'テナント ID(コントロールパネルの「API」に表示)。' },
  'provider.field.conoha.password': { en: 'The API user’s password (not the one of the control panel).', ja: 'API ユーザーのパスワード(コントロールパネルのものではありません)。' },
  'provider.field.identityUrl': { en: 'Another address of the identity service, if yours differs.', ja: 'Identity サービスのアドレス(標準と違う場合のみ)。' },
  'provider.field.computeUrl': { en: 'Another address of the compute service, if yours differs.', ja: 'Compute サービスのアドレス(標準と違う場合のみ)。' },
  'provider.field.cacert': { en: 'A file with the certificate authority of a private cloud (PEM).', ja: 'プライベートクラウドの認証局の証明書ファイル(PEM)。' },
  'provider.field.openstack.authUrl': { en: 'The address of Keystone, e.g. https://cloud.example:5000/v3.', ja: 'Keystone のアドレス(例: https://cloud.example:5000/v3)。' },
  'provider.field.openstack.region': { en: 'The region, where the cloud has several.', ja: 'リージョン(複数ある場合)。' },
  'provider.field.openstack.username': { en: 'The user’s name, for sign-in by password.', ja: 'ユーザー名(パスワードでサインインする場合)。' },
  'provider.field.openstack.userDomain': { en: 'The user’s domain, e.g. Default.', ja: 'ユーザーのドメイン(例: Default)。' },
  'provider.field.openstack.project': { en: 'The project’s name, for sign-in by password.', ja: 'プロジェクト名(パスワードでサインインする場合)。' },
  'provider.field.openstack.projectDomain': { en: 'The project’s domain, e.g. Default.', ja: 'プロジェクトのドメイン(例: Default)。' },
  'provider.field.openstack.credentialId': { en: 'The id of an application credential, instead of user and project.', ja: 'アプリケーション認証情報の ID(ユーザーとプロジェクトの代わり)。' },
  'provider.field.openstack.interface': { en: 'public, internal or admin; public if nothing is given.', ja: 'public、internal、admin のどれか(省略時は public)。' },
  'provider.field.openstack.password': { en: 'The user’s password.', ja: 'ユーザーのパスワード。' },
  'provider.field.openstack.credentialSecret': { en: 'The application credential’s secret.', ja: 'アプリケーション認証情報のシークレット。' },

  // Other ways in, one sentence each.
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
});
