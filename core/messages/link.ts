import { defineMessages } from './define.ts';

export const linkMessages = defineMessages({
  // Reaching the console.
  'link.refused': {
    en: '{{endpoint}} refused the connection: nothing listens there at the moment. If the server is restarting, this ends by itself; otherwise check host and port.',
    ja: '{{endpoint}} に接続を拒否されました（いまその番地で待ち受けているものがありません）。再起動の途中なら自然に直ります。続くときは、ホストとポートを確かめてください。',
  },
  'link.unreachable': {
    en: 'There is no network path to {{endpoint}} ({{reason}}). Check this machine’s network, then the address.',
    ja: '{{endpoint}} までネットワークがつながりません（{{reason}}）。この端末のネットワークを確かめ、次にアドレスを確かめてください。',
  },
  'link.unknownHost': {
    en: 'The name {{host}} could not be resolved ({{reason}}). Check its spelling and this machine’s DNS.',
    ja: 'ホスト名 {{host}} を解決できませんでした（{{reason}}）。つづりと、この端末の DNS を確かめてください。',
  },
  'link.dialTimeout': {
    en: '{{endpoint}} did not open a connection within {{seconds}} s. Keep trying while the server restarts; otherwise check the address and firewalls on the way.',
    ja: '{{endpoint}} は {{seconds}} 秒たっても接続を開きませんでした。再起動中なら試し続けてください。そうでなければ、アドレスと途中のファイアウォールを確かめてください。',
  },
  'link.cutBeforeAnswer': {
    en: '{{endpoint}} ended the connection without an answer ({{reason}}). The server may not be back yet, or this console address may no longer be valid: try again, then get a new address.',
    ja: '{{endpoint}} は何も答えずに接続を切りました（{{reason}}）。サーバーがまだ戻っていないか、このコンソールのアドレスがもう使えないのかもしれません。もう一度試し、だめなら新しいアドレスを取り直してください。',
  },
  'link.http': {
    en: '{{endpoint}} answered with HTTP status {{status}} instead of opening a console. Open the console again at your provider and use its new address.',
    ja: '{{endpoint}} はコンソールを開かず、HTTP ステータス {{status}} を返しました。事業者の画面でコンソールを開き直し、新しいアドレスを使ってください。',
  },
  'link.notWebSocket': {
    en: '{{endpoint}} did not answer as a WebSocket server ({{reason}}). Check that the address is that of a console.',
    ja: '{{endpoint}} の応答は WebSocket のものではありませんでした（{{reason}}）。コンソールのアドレスかどうか確かめてください。',
  },
  'link.tlsUntrusted': {
    en: 'The certificate of {{endpoint}} is not trusted ({{reason}}). If it is your own server, name its certificate authority or pin its SHA-256: {{fingerprint}}.',
    ja: '{{endpoint}} の証明書を信頼できません（{{reason}}）。自分のサーバーなら、認証局を指定するか、SHA-256 {{fingerprint}} を固定してください。',
  },
  'link.tlsPin': {
    en: '{{endpoint}} showed another certificate than the pinned one: SHA-256 {{fingerprint}}. Nothing was sent. Find out whether the certificate was renewed before you pin the new one.',
    ja: '{{endpoint}} の証明書は、固定したものと違います（SHA-256 {{fingerprint}}）。何も送っていません。証明書が更新されたのかどうかを確かめてから、新しいものを固定してください。',
  },
  'link.tlsPinMalformed': {
    en: 'The certificate pin for {{endpoint}} is not a SHA-256 (64 hex digits). Copy the certificate’s SHA-256 fingerprint again. Nothing was sent.',
    ja: '{{endpoint}} の証明書の固定値が SHA-256（16 進数 64 桁）ではありません。証明書の SHA-256 フィンガープリントを写し直してください。何も送っていません。',
  },
  'link.tls': {
    en: 'No secure connection to {{endpoint}} could be made ({{reason}}). Check that this port speaks TLS (https or wss).',
    ja: '{{endpoint}} と暗号化された接続を作れませんでした（{{reason}}）。そのポートが TLS（https または wss）に対応しているか確かめてください。',
  },
  'link.sshMissing': {
    en: 'ssh could not be started for {{endpoint}} ({{reason}}). Install OpenSSH’s client on this machine.',
    ja: '{{endpoint}} のための ssh を起動できませんでした（{{reason}}）。この端末に OpenSSH のクライアントを入れてください。',
  },
  'link.sshDenied': {
    en: 'SSH did not let us through to {{endpoint}}: “{{reason}}”. Connect once with ssh in a terminal, so that the key and the host are known without a question.',
    ja: '{{endpoint}} への SSH が拒否されました: 「{{reason}}」。端末で一度 ssh 接続し、鍵とホストが確認なしで通るようにしてください。',
  },
  'link.sshFailed': {
    en: 'SSH ended before {{endpoint}} said anything: “{{reason}}”. Check that ssh reaches that host; while the server restarts, this ends by itself.',
    ja: '{{endpoint}} が何も言わないうちに SSH が終わりました: 「{{reason}}」。そのホストに ssh で届くか確かめてください。再起動の途中なら自然に直ります。',
  },
  'link.aborted': {
    en: 'The connection attempt was called off.',
    ja: '接続の試みを取りやめました。',
  },
  'link.superseded': {
    en: 'Another attempt was faster, so this one was ended.',
    ja: '別の試みが先につながったため、この試みを終えました。',
  },
  'link.failed': {
    en: 'The connection to {{endpoint}} failed ({{reason}}). Try again; if it stays, check the address.',
    ja: '{{endpoint}} に接続できませんでした（{{reason}}）。もう一度試し、続くときはアドレスを確かめてください。',
  },

  // The first bytes of RFB.
  'link.closedBeforeRfb': {
    en: 'The connection opened and ended again before the console said anything ({{reason}}). The server may not be back yet, or this console address may no longer be valid: try again, then get a new address.',
    ja: '接続は開きましたが、コンソールが何も言わないうちに終わりました（{{reason}}）。サーバーがまだ戻っていないか、このアドレスがもう使えないのかもしれません。もう一度試し、だめなら新しいアドレスを取り直してください。',
  },
  'link.downstreamRefused': {
    en: 'The console gateway is there but could not reach the server’s console (WebSocket close 1011: {{reason}}). The server may not be back yet, or its console may have moved: try again, then get a new address.',
    ja: 'コンソールの中継までは届きましたが、その先のサーバーのコンソールに届きませんでした（WebSocket 終了コード 1011: {{reason}}）。サーバーがまだ戻っていないか、コンソールの場所が変わったのかもしれません。もう一度試し、だめなら新しいアドレスを取り直してください。',
  },
  'link.cutInHandshake': {
    en: 'The console began to answer and then ended the connection ({{reason}}). Try again.',
    ja: 'コンソールは答え始めましたが、途中で接続が終わりました（{{reason}}）。もう一度試してください。',
  },
  'link.silent': {
    en: 'The connection is open, but the console said nothing for {{seconds}} s. Try again; if it stays, check that this is a VNC console.',
    ja: '接続は開いていますが、コンソールは {{seconds}} 秒間何も言いませんでした。もう一度試し、続くときは VNC コンソールかどうか確かめてください。',
  },
  'link.handshakeTimeout': {
    en: 'The console began to answer but had not finished opening after {{seconds}} s. Try again.',
    ja: 'コンソールは答え始めましたが、{{seconds}} 秒たっても開ききりませんでした。もう一度試してください。',
  },
  'link.notRfb': {
    en: 'What answered is no VNC console: it began with “{{seen}}”. Check the address and port.',
    ja: '応答したのは VNC コンソールではありません（先頭は「{{seen}}」）。アドレスとポートを確かめてください。',
  },
  'link.rfbVersion': {
    en: 'The console speaks RFB {{version}}, which bootcatch cannot speak, or only step by step. Try again; if it stays so, use another console of this provider.',
    ja: 'コンソールの RFB の版は {{version}} です。bootcatch はこの版を使えないか、一段ずつしか進められません。もう一度試し、だめならほかの種類のコンソールを使ってください。',
  },
  'link.securityUnsupported': {
    en: 'The console offers only these ways to sign in: {{offered}}. bootcatch knows “None”, “VNC password”, RA2, Apple, MS-Logon II and VeNCrypt without SASL. Use another console of this provider, or allow one of these.',
    ja: 'コンソールが受け付ける認証は {{offered}} だけです。bootcatch が使えるのは「認証なし」「VNC パスワード」、RA2、Apple、MS-Logon II、SASL を除く VeNCrypt です。ほかの種類のコンソールを使うか、どれかを許可してください。',
  },
  'link.securityStepwise': {
    en: 'The console wants its sign-in step by step and was answered too early. Try again; it is then done step by step.',
    ja: 'このコンソールの認証は一段ずつ進める必要がありますが、先に答えてしまいました。もう一度試してください。次は一段ずつ進めます。',
  },
  'link.certificateNeeded': {
    en: 'A certificate is pinned for this console, but it offers only {{offered}}, which show none. No password was sent. Turn on X.509 certificates for the console (VeNCrypt), or remove the pin.',
    ja: 'このコンソールには証明書が固定されていますが、選べるのは証明書を示さない {{offered}} だけです。パスワードは送っていません。コンソールで X.509 証明書（VeNCrypt）を有効にするか、固定を外してください。',
  },
  'link.serverKeyNeeded': {
    en: 'A key is pinned for this console, but it offers only {{offered}}, which show none. No password was sent. Turn on RA2 (RSA-AES) for the console, or remove the pin.',
    ja: 'このコンソールには鍵が固定されていますが、選べるのは鍵を示さない {{offered}} だけです。パスワードは送っていません。コンソールで RA2（RSA-AES）を有効にするか、固定を外してください。',
  },
  'link.serverKeyUnknown': {
    en: 'The console shows a key that is not known here: {{short}} in other VNC viewers. No password was sent. Compare it at the server, then pin its SHA-256 (--server-key on the command line): {{fingerprint}}.',
    ja: 'コンソールの鍵がまだ登録されていません（ほかの VNC ビューアーでの表示: {{short}}）。パスワードは送っていません。サーバー側で確かめてから、SHA-256 {{fingerprint}} を固定してください（コマンドラインでは --server-key）。',
  },
  'link.serverKeyChanged': {
    en: 'The console showed another key than the pinned one: SHA-256 {{fingerprint}} ({{short}} in other VNC viewers). No password was sent. Find out whether the server was set up anew before you pin the new key.',
    ja: 'コンソールの鍵は、固定したものと違います（SHA-256 {{fingerprint}}、ほかの VNC ビューアーでの表示: {{short}}）。パスワードは送っていません。サーバーが作り直されたのかどうかを確かめてから、新しい鍵を固定してください。',
  },
  'link.keyExchange': {
    en: 'The console’s sign-in ({{type}}) could not agree on a key that keeps a secret ({{reason}}), so no password was sent. Try again; if it stays so, choose another sign-in on the server, or update it.',
    ja: 'コンソールの認証（{{type}}）で、秘密を守れる鍵を取り決められませんでした（{{reason}}）。パスワードは送っていません。もう一度試し、続くときはサーバーで別の認証を選ぶか、サーバーを更新してください。',
  },
  'link.signInTooLong': {
    en: 'This sign-in ({{type}}) takes names of {{nameBytes}} bytes and passwords of {{passwordBytes}}, and what was given is longer. Nothing was sent. Check both, or choose another sign-in on the server.',
    ja: 'この認証（{{type}}）で使えるのは、ユーザー名が {{nameBytes}} バイト、パスワードが {{passwordBytes}} バイトまでです。指定されたものはそれより長いため、送っていません。どちらも確かめるか、サーバーで別の認証を選んでください。',
  },
  'link.tlsAnonymous': {
    en: '{{endpoint}} wants TLS without a certificate, which this program’s encryption does not have. Give the console a certificate (X509), or use the command line, which can.',
    ja: '{{endpoint}} は証明書のない TLS を求めていますが、このプログラムの暗号機能では使えません。コンソールに証明書（X509）を設定するか、使えるコマンドライン版を使ってください。',
  },
  'link.usernameNeeded': {
    en: 'The console wants a user name as well as a password. Give the name beside the password (--user on the command line), or in the address: vnc://name@host:port.',
    ja: 'コンソールはパスワードのほかにユーザー名も求めています。パスワードと並べて指定するか（コマンドラインでは --user）、アドレスを vnc://ユーザー名@ホスト:ポート の形にしてください。',
  },
  'link.passwordInClear': {
    en: 'The console takes name and password only unencrypted, where everyone on the way could read them, so they were not sent. Turn on TLS for the console, or reach it through an SSH tunnel.',
    ja: 'このコンソールは名前とパスワードを暗号化せずに求めており、途中で読まれるおそれがあるため送っていません。コンソールで TLS を有効にするか、SSH のトンネルを使ってください。',
  },
  'link.passwordNeeded': {
    en: 'The console wants a VNC password and none was given. Give the console’s password and try again.',
    ja: 'コンソールは VNC パスワードを求めていますが、指定されていません。コンソールのパスワードを指定して、もう一度試してください。',
  },
  'link.passwordRefused': {
    en: 'The console refused the VNC password ({{reason}}). Check it, and the user name where one was given; some consoles make a new password each time.',
    ja: 'コンソールは VNC パスワードを受け付けませんでした（{{reason}}）。パスワードと、指定した場合はユーザー名も確かめてください。毎回新しいパスワードになるコンソールもあります。',
  },
  'link.serverRefused': {
    en: 'The console refused to open: “{{reason}}”. Wait a little and try again.',
    ja: 'コンソールが開くのを断りました: 「{{reason}}」。少し待って、もう一度試してください。',
  },

  // Once the console is open.
  'link.tooLong': {
    en: 'The console announced {{bytes}} bytes of {{what}}, more than the {{limit}} that are accepted, so the connection was ended. Connect again.',
    ja: 'コンソールが {{bytes}} バイトのデータ（{{what}}）を送ると告げました。上限は {{limit}} バイトなので、接続を終えました。接続し直してください。',
  },
  'link.pictureTooLarge': {
    en: 'The console announced a picture of {{width}}×{{height}} pixels, more than is accepted, so the connection was ended. Connect again; if it stays, choose a smaller screen on the server.',
    ja: 'コンソールが告げた画面の大きさ {{width}}×{{height}} は受け付けられないため、接続を終えました。接続し直し、続くときはサーバーの画面を小さくしてください。',
  },
  'link.brokenPicture': {
    en: 'The console sent a picture that cannot be decoded ({{encoding}}: {{reason}}), so the connection was ended. Connect again.',
    ja: 'コンソールから、解読できない画像が届きました（{{encoding}}: {{reason}}）。接続を終えたので、接続し直してください。',
  },
  'link.unknownMessage': {
    en: 'The console sent a message of the unknown kind {{kind}}, so the connection was ended. Connect again.',
    ja: 'コンソールから、知らない種類 {{kind}} のメッセージが届きました。接続を終えたので、接続し直してください。',
  },
  'link.unaskedPicture': {
    en: 'The console sent a picture before one was asked for, so the connection was ended. Connect again.',
    ja: 'コンソールが、求めていない画像を送ってきました。接続を終えたので、接続し直してください。',
  },
  'link.sessionEnded': {
    en: 'The console connection ended before the picture came. Connect again.',
    ja: '画像が届く前に、コンソールの接続が終わりました。接続し直してください。',
  },

  // What a person pastes.
  'link.addressEmpty': {
    en: 'No console address was given. Paste the console’s URL, or host:port of a VNC server.',
    ja: 'コンソールのアドレスがありません。コンソールの URL か、VNC サーバーの「ホスト:ポート」を貼り付けてください。',
  },
  'link.addressUnknown': {
    en: 'This is not a console address. Paste the console’s URL (https://…, wss://…, vnc://host:port) or host:port of a VNC server.',
    ja: 'コンソールのアドレスではありません。コンソールの URL（https://…、wss://…、vnc://ホスト:ポート）か、VNC サーバーの「ホスト:ポート」を貼り付けてください。',
  },
  'link.addressPage': {
    en: '{{page}} is a web page, not a console. Open the console in its own window at your provider and paste the address of that window.',
    ja: '{{page}} はウェブページで、コンソールではありません。事業者の画面でコンソールを別ウィンドウで開き、そのウィンドウのアドレスを貼り付けてください。',
  },
  'link.addressSpice': {
    en: 'This is a SPICE console, which bootcatch cannot use. Ask your provider for a VNC (noVNC) console.',
    ja: 'これは SPICE のコンソールで、bootcatch では使えません。VNC（noVNC）のコンソールを使ってください。',
  },
  'link.addressScheme': {
    en: 'An address that begins with {{scheme}} is no console that bootcatch can use. Paste an address that begins with https:, wss: or vnc:.',
    ja: '{{scheme}} で始まるアドレスのコンソールには対応していません。https:、wss:、vnc: で始まるアドレスを貼り付けてください。',
  },
  'link.addressPort': {
    en: 'The port {{port}} in this address does not exist. Ports go from 1 to 65535.',
    ja: 'このアドレスのポート {{port}} は存在しません。ポートは 1 から 65535 までです。',
  },
});
