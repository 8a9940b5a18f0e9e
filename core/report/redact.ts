import { isIPv6 } from 'node:net';
import type { About } from '../recording/about.ts';

/** Takes out of a text what tells whose server it is. */
export type Redactor = (text: string) => string;

const ipv4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
/** Whatever might be an IPv6 address; whether it is one is asked of Node. Times of day are none. */
const perhapsIpv6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*(?:\d+\.\d+\.\d+\.\d+)?/gi;
const hardwareAddress = /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/gi;
const account = /\b[\w.+-]+@[\w.-]+/g;
/** Top-level domains under which servers have names. Those that are endings of files, too (`so`, `sh`, `py`, `pl`, `rs`, `md`, `in`, `id`), would take the sense out of a log. */
const topLevel =
  'com|net|org|edu|gov|mil|int|info|biz|name|pro|app|dev|cloud|online|site|store|shop|tech|xyz|page|systems|hosting|host|io|ai|co|me|tv|fm|eu|uk|de|fr|nl|be|lu|ch|at|li|it|es|pt|ie|dk|se|fi|cz|sk|hu|ro|bg|gr|hr|si|lt|lv|ee|ua|ru|by|kz|tr|il|ae|sa|za|ng|ke|eg|jp|cn|tw|hk|kr|sg|my|th|vn|ph|au|nz|us|ca|mx|br|ar|cl|pe|local|localdomain|internal|lan|home|corp|intra|arpa';
const domain = new RegExp(`\\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${topLevel})\\b`, 'gi');
/** Where a text names a host or a user: a login prompt, a shell's prompt, a kernel's or a daemon's line. */
const named: readonly RegExp[] = [/^([\w.-]+) login: *([\w.-]*)/gm, /\b([\w.-]+)@([\w.-]+):[~/]/g, /\bhostname[= ]+(?!set |is )([\w.-]+)/gi, /(?:Set hostname|Hostname set) to <([\w.-]+)>/g];
/** Names that tell nothing, and would make the rest unreadable. */
const harmless = new Set(['root', 'localhost', 'login', 'debian', 'ubuntu', 'linux', 'kernel', 'qemu', 'practice']);

/** No redaction. */
export const asItIs: Redactor = (text) => text;

/**
 * Host names, addresses and user names become placeholders, the same one for the same name. Names are taken from the recording itself.
 * @param texts every text of the recording
 */
export function redactorFor(about: About | undefined, texts: readonly string[]): Redactor {
  const names = new Map<string, string>();
  const add = (name: string | undefined, kind: string): void => {
    if (name !== undefined && name.length > 1 && !harmless.has(name.toLowerCase()) && !names.has(name)) names.set(name, `[${kind} ${names.size + 1}]`);
  };
  add(about?.target, 'server');
  if (about?.endpoint !== undefined && URL.canParse(about.endpoint)) add(new URL(about.endpoint).hostname, 'host');
  for (const text of texts) {
    for (const pattern of named) for (const [, ...found] of text.matchAll(pattern)) found.forEach((name) => add(name, 'name'));
  }
  const known = [...names.keys()].sort((one, other) => other.length - one.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const anyKnown = known.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${known.join('|')})(?![\\p{L}\\p{N}_])`, 'gu') : undefined;
  return (text) => {
    const named = anyKnown ? text.replace(anyKnown, (name) => names.get(name) ?? '[name]') : text;
    return named.replace(account, '[account]').replace(hardwareAddress, '[address]').replace(perhapsIpv6, (text) => (isIPv6(text) ? '[address]' : text)).replace(ipv4, '[address]').replace(domain, '[host]');
  };
}
