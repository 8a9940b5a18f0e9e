import { BootcatchError } from '../base/error.ts';
import { redactUrl, Secret } from '../base/secret.ts';
import type { Endpoint } from './endpoint.ts';

const vncPort = 5900;

/** The pages that noVNC ships, and Nova's names for them. */
const noVncPage = /(^|\/)vnc(_lite|_auto|_light)?\.html$/i;

/**
 * The console behind what a person pastes: the address of a noVNC page, a ws(s):// or vnc:// address, or host:port of a VNC
 * server, with whatever was copied along (quotes, a table's borders, a label, the full stop of the sentence).
 * @throws BootcatchError `link.address…` where it is none; the message holds no part that may be secret
 */
export function parseConsoleAddress(pasted: string): Endpoint {
  const text = pasted.trim();
  if (text === '') throw new BootcatchError('link.addressEmpty');
  const found = /\b([a-z][a-z0-9+.-]*):\/\/[^\s"'`<>|\\]+/i.exec(text);
  if (!found) return fromHostAndPort(text);
  const scheme = (found[1] ?? '').toLowerCase();
  const address = withoutTrail(found[0]);
  if (scheme === 'vnc') return fromVncUrl(address.slice('vnc://'.length));
  if (/^spice/.test(scheme)) throw new BootcatchError('link.addressSpice');
  if (!/^(wss?|https?)$/.test(scheme)) throw new BootcatchError('link.addressScheme', { scheme: `${scheme}:` });
  if (!URL.canParse(address)) throw new BootcatchError('link.addressUnknown');
  return scheme.startsWith('ws') ? { kind: 'websocket', url: new Secret(address) } : fromPage(new URL(address));
}

/** Cuts what the sentence around an address left at its end. A closing bracket belongs to the address only where one was opened. */
function withoutTrail(address: string): string {
  const trimmed = address.replace(/[.,;:!?…。、，；：！？」』】）]+$/u, '');
  const unopened = /[)\]}]$/.exec(trimmed)?.[0];
  if (!unopened) return trimmed;
  const opening = { ')': '(', ']': '[', '}': '{' }[unopened] ?? '';
  return trimmed.split(opening).length < trimmed.split(unopened).length ? withoutTrail(trimmed.slice(0, -1)) : trimmed;
}

/**
 * The WebSocket that a noVNC page would open. Its settings come from the query or, as noVNC reads them too, from the fragment.
 * The oldest pages keep `token` in a cookie of that name; sending both does no harm, as gateways look at the query first.
 */
function fromPage(page: URL): Endpoint {
  if (/spice/i.test(page.pathname)) throw new BootcatchError('link.addressSpice');
  const fragment = new URLSearchParams(page.hash.slice(1));
  const setting = (name: string): string | undefined => fragment.get(name) ?? page.searchParams.get(name) ?? undefined;
  const path = setting('path') || undefined;
  const token = setting('token') || undefined;
  const host = setting('host') || undefined;
  if (path === undefined && token === undefined && host === undefined && !noVncPage.test(page.pathname)) {
    throw new BootcatchError('link.addressPage', { page: redactUrl(page.href) });
  }

  const encrypt = host === undefined ? undefined : setting('encrypt');
  const secure = encrypt === undefined ? page.protocol === 'https:' : /^(1|true|yes)$/i.test(encrypt);
  const port = setting('port') ?? (host === undefined ? page.port : '');
  checkPort(port);
  const bareHost = host ?? page.hostname;
  const authority = `${bareHost.includes(':') && !bareHost.startsWith('[') ? `[${bareHost}]` : bareHost}${port === '' ? '' : `:${port}`}`;
  const rest = path === undefined ? `websockify${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}` : path.replace(/^\/+/, '');
  const socket = `${secure ? 'wss' : 'ws'}://${authority}/${rest}`;
  if (!URL.canParse(socket)) throw new BootcatchError('link.addressUnknown');
  const url = new URL(socket);
  url.username = page.username;
  url.password = page.password;
  url.hash = '';

  const password = setting('password');
  return {
    kind: 'websocket',
    url: new Secret(url.href),
    ...(path === undefined && token !== undefined && { headers: { Cookie: new Secret(`token=${encodeURIComponent(token)}`) } }),
    ...(password && { password: new Secret(password) }),
    // Nova's pages carry the token inside `path`; its gateway negotiates itself and takes no more than this at once.
    ...(path !== undefined && /^\/?\?token=/.test(path) && { handshake: 'split' as const }),
  };
}

/** What follows `vnc://`: [[user]:password@]host[:port or display][/][?VncPassword=…] (RFC 7869, and what viewers take). */
function fromVncUrl(rest: string): Endpoint {
  const [beforeQuery = '', query = ''] = rest.split('?', 2);
  const [authority = ''] = beforeQuery.split('/', 1);
  const at = authority.lastIndexOf('@');
  const [, user, inUserInfo] = /^([^:]*)(?::(.*))?$/s.exec(at < 0 ? '' : authority.slice(0, at)) ?? [];
  const parameters = new URLSearchParams(query);
  const password = (inUserInfo && decoded(inUserInfo)) || parameters.get('VncPassword') || parameters.get('password');
  const place = hostAndPort(authority.slice(at + 1));
  if (!place) throw new BootcatchError('link.addressUnknown');
  return { kind: 'tcp', host: place.host, port: place.port ?? vncPort, ...(user && { username: decoded(user) }), ...(password && { password: new Secret(password) }) };
}

function fromHostAndPort(text: string): Endpoint {
  const place = hostAndPort(text.replace(/^["'`<(「]+|["'`>)」.,;、。]+$/gu, ''));
  if (place?.port === undefined) throw new BootcatchError('link.addressUnknown');
  return { kind: 'tcp', host: place.host, port: place.port };
}

/** `host:port`, `host::port`, `host:display`, `[v6]:port`, `host`. Viewers count displays from port 5900, below 100. */
function hostAndPort(text: string): { host: string; port?: number } | undefined {
  const [, v6, name, colons, digits] = /^(?:\[([0-9a-f:.]+(?:%[\w.-]+)?)\]|([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?\.?))(?:(::?)(\d+))?$/iu.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined) return undefined;
  if (digits === undefined) return { host };
  const display = colons === ':' && Number(digits) < 100;
  if (!display) checkPort(digits);
  return { host, port: display ? vncPort + Number(digits) : Number(digits) };
}

function checkPort(port: string): void {
  if (port !== '' && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) throw new BootcatchError('link.addressPort', { port: port.slice(0, 10) });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
