import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured } from './listed.ts';

const PAGE_SIZE = 100;
const PLACEHOLDER_HOST = 'localhost';

const instance = z.object({ Status: z.string().nullish() }).nullish();
const serversSchema = z.object({
  Total: z.number().optional(),
  Servers: z.array(
    z.object({
      ID: z.union([z.string(), z.number()]).transform(String),
      Name: z.string(),
      Instance: instance,
      Interfaces: z.array(z.object({ IPAddress: z.string().nullish(), UserIPAddress: z.string().nullish() })).catch([]),
    }),
  ),
});
const vncSchema = z.object({ Host: z.string(), IOServerHost: z.string().nullish(), Port: z.union([z.string(), z.number()]).transform(Number), Password: z.string() });

/** Sakura Cloud: power and a plain VNC port by its API. */
export const sakura: ProviderKind = {
  name: 'sakura',
  title: 'Sakura Cloud',
  fields: [
    { name: 'zone', hint: 'provider.field.sakura.zone', default: 'is1b' },
    { name: 'token', hint: 'provider.field.sakura.token' },
    { name: 'secret', hint: 'provider.field.sakura.secret', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://secure.sakura.ad.jp/cloud/zone/{zone}/api/cloud/1.1' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Sakura Cloud', explain: explainSakura });
    const secret = needSecret(account, 'secret');
    http.hide(secret);
    const headers = { authorization: new Secret(`Basic ${Buffer.from(`${needSetting(account, 'token')}:${secret.reveal()}`).toString('base64')}`) };
    const url = needSetting(account, 'url').replace('{zone}', needSetting(account, 'zone'));
    const send = async (method: 'PUT' | 'DELETE', path: string, signal: AbortSignal, json?: object): Promise<void> =>
      void (await http.send({ method, url: `${url}${path}`, headers, ...(json ? { json } : {}) }, signal));
    return listedProvider({
      name: 'sakura',
      service: 'Sakura Cloud',
      list: (signal) =>
        readPages(async (page) => {
          const query = encodeURIComponent(JSON.stringify({ From: (page - 1) * PAGE_SIZE, Count: PAGE_SIZE }));
          const { Servers, Total = 0 } = (await http.json({ url: `${url}/server?${query}`, headers }, serversSchema, signal)).body;
          const items = Servers.map((server) => ({
            id: server.ID,
            name: server.Name,
            status: server.Instance?.Status ?? '',
            addresses: server.Interfaces.flatMap(({ IPAddress, UserIPAddress }) => IPAddress ?? UserIPAddress ?? []),
          }));
          return { items, more: page * PAGE_SIZE < Total };
        }),
      target: ({ id }) => ({
        reach: unmeasured('unconfirmed'),
        consoleAtReboot: 'unknown',
        rebootKinds: ['hard'],
        otherWaysIn: ['provider.way.sakura.iso', 'provider.way.sakura.disk'],
        endpoint: async (signal) => {
          const proxy = (await http.json({ url: `${url}/server/${id}/vnc/proxy`, headers, retry: false }, vncSchema, signal)).body;
          const host = proxy.Host === PLACEHOLDER_HOST ? proxy.IOServerHost : proxy.Host;
          if (!host) throw new ProviderError('provider.consoleNotUnderstood', { service: 'Sakura Cloud', address: PLACEHOLDER_HOST }, { noAnswer: true });
          return { kind: 'tcp', host, port: proxy.Port, password: new Secret(proxy.Password) };
        },
        reboot: (_kind, signal) => send('PUT', `/server/${id}/reset`, signal),
        status: async (signal) => {
          const schema = z.object({ Server: z.object({ Instance: instance }) });
          return (await http.json({ url: `${url}/server/${id}`, headers }, schema, signal)).body.Server.Instance?.Status ?? '';
        },
        actions: {
          stop: (signal) => send('DELETE', `/server/${id}/power`, signal, { Force: true }),
          start: (signal) => send('PUT', `/server/${id}/power`, signal),
        },
      }),
    });
  },
};

const refusal = z.object({ error_msg: z.string() });

function explainSakura(body: string): string | undefined {
  try {
    return refusal.safeParse(JSON.parse(body)).data?.error_msg;
  } catch {
    return undefined;
  }
}
