import { createHmac } from 'node:crypto';
import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import type { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured } from './listed.ts';

const VERSION = '3.0';

/**
 * NIFCLOUD (FJcloud-V) Computing: power by its API, signed with version 2. The API has no console; the control panel's address is pasted, and `bios` makes each reboot
 * stop at the firmware, so that there is time to open it.
 */
export const nifcloud: ProviderKind = {
  name: 'nifcloud',
  title: 'NIFCLOUD (FJcloud-V)',
  fields: [
    { name: 'region', hint: 'provider.field.nifcloud.region', default: 'jp-east-1' },
    { name: 'accessKey', hint: 'provider.field.nifcloud.accessKey' },
    { name: 'secretKey', hint: 'provider.field.nifcloud.secretKey', secret: true },
    { name: 'bios', hint: 'provider.field.nifcloud.bios', optional: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://{region}.computing.api.nifcloud.com/api/' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'NIFCLOUD', explain: explainNifcloud });
    const secretKey = needSecret(account, 'secretKey');
    http.hide(secretKey);
    const url = needSetting(account, 'url').replace('{region}', needSetting(account, 'region'));
    const bios = account.settings['bios'] === 'yes';
    const call = async (action: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Document> => {
      const all = {
        ...parameters,
        Action: action,
        Version: VERSION,
        AccessKeyId: needSetting(account, 'accessKey'),
        SignatureVersion: '2',
        SignatureMethod: 'HmacSHA256',
        Timestamp: new Date(ports.clock.wallNow()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      };
      const form = { ...all, Signature: signNifcloud('POST', url, all, secretKey) };
      // What only reads may be asked again.
      const { body } = await http.text({ method: 'POST', url, form, retry: action === 'DescribeInstances' }, signal);
      const document = parseXml(body);
      if (!document) throw new ProviderError('provider.answerNotUnderstood', { host: new URL(url).host, service: 'NIFCLOUD', observed: 'XML?' }, { noAnswer: true });
      return document;
    };
    const list = async (signal: AbortSignal) => {
      const document = await call('DescribeInstances', {}, signal);
      return childrenNamed(document, 'item')
        .filter((item) => directText(item, 'instanceId') !== undefined)
        .map((item) => ({
          id: directText(item, 'instanceUniqueId') ?? directText(item, 'instanceId') ?? '',
          name: directText(item, 'instanceId') ?? '',
          status: childrenNamed(item, 'instanceState').map((state) => directText(state, 'name') ?? '')[0] ?? '',
          addresses: [directText(item, 'ipAddress'), directText(item, 'privateIpAddress')].filter((address) => Boolean(address)) as string[],
        }));
    };
    return listedProvider({
      name: 'nifcloud',
      service: 'NIFCLOUD',
      list,
      target: ({ id, name }) => {
        // The API takes a server by its name, not by its id.
        const act = async (action: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> =>
          void (await call(action, { 'InstanceId.1': name, ...parameters }, signal));
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          canRenew: false,
          otherWaysIn: ['provider.way.nifcloud.bios', 'provider.way.nifcloud.iso'],
          reboot: (kind, signal) => act('RebootInstances', { Force: String(kind === 'hard'), ...(bios ? { NiftyIsBios: 'true' } : {}) }, signal),
          status: async (signal) => (await list(signal)).find((server) => server.id === id)?.status ?? '',
          actions: {
            stop: (signal) => act('StopInstances', { Force: 'true' }, signal),
            start: (signal) => act('StartInstances', bios ? { NiftyIsBios: 'true' } : {}, signal),
          },
        };
      },
    });
  },
};

/** RFC 3986: beyond what JavaScript escapes, these four stand for themselves nowhere. */
const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature version 2: HMAC-SHA256 over method, host, path and the sorted parameters, a line each. */
export function signNifcloud(method: string, url: string, parameters: Readonly<Record<string, string>>, secretKey: Secret): string {
  const { host, pathname } = new URL(url);
  const query = Object.entries(parameters)
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .sort()
    .join('&');
  return createHmac('sha256', secretKey.reveal()).update([method, host, pathname, query].join('\n')).digest('base64');
}

function parseXml(text: string): Document | undefined {
  try {
    return new DOMParser({ onError: (level, message) => { if (level !== 'warning') throw new Error(message); } }).parseFromString(text, 'text/xml');
  } catch {
    return undefined;
  }
}

function childrenNamed(parent: Document | Element, name: string): readonly Element[] {
  return [...parent.getElementsByTagName(name)];
}

function directText(parent: Element, name: string): string | undefined {
  const child = childrenNamed(parent, name).find((element) => element.parentNode === parent);
  return child?.textContent?.trim() || undefined;
}

function explainNifcloud(body: string): string | undefined {
  const document = parseXml(body);
  if (!document) return undefined;
  const text = (name: string): string => childrenNamed(document, name)[0]?.textContent ?? '';
  return [text('Code'), text('Message')].filter((part) => part !== '').join(': ') || undefined;
}
