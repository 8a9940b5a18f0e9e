import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { checkSetting, needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured } from './listed.ts';
import { parseOrExplain } from './parse-console.ts';

const ADDRESSES = { eu: 'https://eu.api.ovh.com/1.0', ca: 'https://ca.api.ovh.com/1.0', us: 'https://api.us.ovhcloud.com/1.0' };

const vpsSchema = z.object({ displayName: z.string().nullish(), state: z.string().catch('') });

/** A VPS of OVH. Its console is a page of OVH's own OpenStack. */
export const ovh: ProviderKind = {
  name: 'ovh',
  title: 'OVH VPS',
  fields: [
    { name: 'endpoint', hint: 'provider.field.ovh.endpoint', default: 'eu' },
    { name: 'applicationKey', hint: 'provider.field.ovh.applicationKey' },
    { name: 'applicationSecret', hint: 'provider.field.ovh.applicationSecret', secret: true },
    { name: 'consumerKey', hint: 'provider.field.ovh.consumerKey', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', optional: true },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'OVH' });
    const base = account.settings['url'] ?? ADDRESSES[checkSetting(account, 'endpoint', account.settings['endpoint'] ?? '', z.enum(['eu', 'ca', 'us']))];
    const applicationKey = needSetting(account, 'applicationKey');
    const [applicationSecret, consumerKey] = [needSecret(account, 'applicationSecret'), needSecret(account, 'consumerKey')];
    http.hide(applicationSecret);
    let clockOffset: Promise<number> | undefined;

    /** Signatures carry OVH's time, and a machine's clock may be wrong by more than is forgiven. */
    const readOffset = async (signal: AbortSignal): Promise<number> => {
      try {
        return (await http.json({ url: `${base}/auth/time` }, z.number(), signal)).body - Math.floor(ports.clock.wallNow() / 1_000);
      } catch (error) {
        clockOffset = undefined;
        throw error;
      }
    };
    const call = async <T>(method: 'GET' | 'POST', path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
      clockOffset ??= readOffset(signal);
      const offset = await clockOffset;
      const url = `${base}${path}`;
      // Made for each try, because the time is part of what is signed.
      const headers = (): Record<string, string | Secret> => {
        const timestamp = String(Math.floor(ports.clock.wallNow() / 1_000) + offset);
        const signature = signOvh({ applicationSecret, consumerKey, method, url, body: '', timestamp });
        return { 'x-ovh-application': applicationKey, 'x-ovh-consumer': consumerKey, 'x-ovh-timestamp': timestamp, 'x-ovh-signature': signature };
      };
      return (await http.json({ method, url, headers }, schema, signal)).body;
    };

    return listedProvider({
      name: 'ovh',
      service: 'OVH',
      list: async (signal) => {
        const names = await call('GET', '/vps', z.array(z.string()), signal);
        const servers = [];
        for (const id of names) {
          const { displayName, state } = await call('GET', `/vps/${encodeURIComponent(id)}`, vpsSchema, signal);
          servers.push({ id, name: displayName ?? id, otherNames: [id], status: state, addresses: [] });
        }
        return servers;
      },
      target: ({ id, name }) => {
        const path = `/vps/${encodeURIComponent(id)}`;
        const act = async (action: string, signal: AbortSignal): Promise<void> => void (await call('POST', `${path}/${action}`, z.unknown(), signal));
        return {
          reach: unmeasured('inferred', { handshake: 'split', renewIntervalMs: 1_000, maxRenewalsInFlight: 2 }),
          consoleAtReboot: 'drops',
          rebootKinds: ['hard'],
          otherWaysIn: ['provider.way.ovh.rescue', 'provider.way.paste'],
          endpoint: async (signal) => {
            const address = await call('POST', `${path}/getConsoleUrl`, z.string().nullable(), signal);
            if (!address) throw new ProviderError('provider.ovh.consolePending', { server: name }, { noAnswer: true });
            return { ...parseOrExplain(address, 'OVH'), handshake: 'split' };
          },
          reboot: (_kind, signal) => act('reboot', signal),
          status: async (signal) => (await call('GET', path, vpsSchema, signal)).state,
          actions: { stop: (signal) => act('stop', signal), start: (signal) => act('start', signal) },
        };
      },
    });
  },
};

interface OvhRequest {
  readonly applicationSecret: Secret;
  readonly consumerKey: Secret;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly timestamp: string;
}

/** OVH's signature: `$1$` and the SHA-1 of secret, consumer key, method, URL, body and time, joined by `+`. */
export function signOvh({ applicationSecret, consumerKey, method, url, body, timestamp }: OvhRequest): string {
  return `$1$${createHash('sha1').update([applicationSecret.reveal(), consumerKey.reveal(), method, url, body, timestamp].join('+')).digest('hex')}`;
}
