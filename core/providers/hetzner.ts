import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { HttpClient } from './http.ts';
import { needSecret, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured } from './listed.ts';
import { parseOrExplain } from './parse-console.ts';

/** From the call on, the console's address may be used for the first time within this time. */
const CONSOLE_LIFE_MS = 60_000;

const serversSchema = z.object({
  servers: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      status: z.string(),
      public_net: z.object({ ipv4: z.object({ ip: z.string() }).nullish(), ipv6: z.object({ ip: z.string() }).nullish() }).catch({}),
    }),
  ),
  meta: z.object({ pagination: z.object({ next_page: z.number().nullish() }) }).optional(),
});
const consoleSchema = z.object({ wss_url: z.string(), password: z.string().optional() });
const rescueSchema = z.object({ root_password: z.string().nullish() });

/** Hetzner Cloud, API v1. */
export const hetzner: ProviderKind = {
  name: 'hetzner',
  title: 'Hetzner Cloud',
  fields: [
    { name: 'token', hint: 'provider.field.hetzner.token', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.hetzner.cloud/v1' },
    { name: 'origin', hint: 'provider.field.origin', optional: true },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Hetzner Cloud' });
    const token = needSecret(account, 'token');
    http.hide(token);
    const headers = { authorization: new Secret(`Bearer ${token.reveal()}`) };
    const { url = '', origin } = account.settings;
    const act = (id: string, action: string, json: object = {}) => ({ method: 'POST', url: `${url}/servers/${id}/actions/${action}`, headers, json }) as const;
    return listedProvider({
      name: 'hetzner',
      service: 'Hetzner Cloud',
      list: (signal) =>
        readPages(async (page) => {
          const { servers, meta } = (await http.json({ url: `${url}/servers?page=${page}&per_page=50`, headers }, serversSchema, signal)).body;
          const items = servers.map(({ id, name, status, public_net: net }) => ({
            id: String(id),
            name,
            status,
            addresses: [net.ipv4?.ip, net.ipv6?.ip].filter((ip) => ip !== undefined),
          }));
          return { items, more: Boolean(meta?.pagination.next_page) };
        }),
      target: ({ id }) => ({
        reach: unmeasured('unconfirmed'),
        consoleAtReboot: 'unknown',
        otherWaysIn: ['provider.way.hetzner.rescue', 'provider.way.hetzner.iso'],
        endpoint: async (signal) => {
          const { wss_url: address, password } = (await http.json(act(id, 'request_console'), consoleSchema, signal)).body;
          const expiresAtMs = ports.clock.wallNow() + CONSOLE_LIFE_MS;
          return { ...parseOrExplain(address, 'Hetzner Cloud'), expiresAtMs, ...(password ? { password: new Secret(password) } : {}), ...(origin ? { origin } : {}) };
        },
        reboot: async (kind, signal) => void (await http.send(act(id, kind === 'hard' ? 'reset' : 'reboot'), signal)),
        status: async (signal) => (await http.json({ url: `${url}/servers/${id}`, headers }, z.object({ server: z.object({ status: z.string() }) }), signal)).body.server.status,
        actions: {
          stop: async (signal) => void (await http.send(act(id, 'poweroff'), signal)),
          start: async (signal) => void (await http.send(act(id, 'poweron'), signal)),
          snapshot: async (description, signal) => void (await http.send(act(id, 'create_image', { type: 'snapshot', description }), signal)),
          // The rescue system is a network boot of the next start, so each way takes a reset.
          rescue: async (signal) => {
            const { root_password: password } = (await http.json(act(id, 'enable_rescue', { type: 'linux64' }), rescueSchema, signal)).body;
            await http.send(act(id, 'reset'), signal);
            return password ? new Secret(password) : undefined;
          },
          unrescue: async (signal) => {
            await http.send(act(id, 'disable_rescue'), signal);
            await http.send(act(id, 'reset'), signal);
          },
        },
      }),
    });
  },
};
