import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured } from './listed.ts';

const PAGE_SIZE = 100;

const serverSchema = z.object({ id: z.string(), name: z.string(), state: z.string(), zone: z.string() });

/** Scaleway Instances. The console is the serial line, through GoTTY. */
export const scaleway: ProviderKind = {
  name: 'scaleway',
  title: 'Scaleway',
  fields: [
    { name: 'token', hint: 'provider.field.scaleway.token', secret: true },
    { name: 'zone', hint: 'provider.field.scaleway.zone', default: 'fr-par-1' },
    { name: 'consoleUrl', hint: 'provider.field.scaleway.consoleUrl', optional: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.scaleway.com' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Scaleway' });
    const token = needSecret(account, 'token');
    http.hide(token);
    const headers = { 'x-auth-token': token };
    const { consoleUrl } = account.settings;
    const serversOf = (zone: string): string => `${needSetting(account, 'url')}/instance/v1/zones/${zone}/servers`;
    return listedProvider({
      name: 'scaleway',
      service: 'Scaleway',
      list: (signal) =>
        readPages(async (page) => {
          const request = { url: `${serversOf(needSetting(account, 'zone'))}?page=${page}&per_page=${PAGE_SIZE}`, headers };
          const { servers } = (await http.json(request, z.object({ servers: z.array(serverSchema) }), signal)).body;
          return { items: servers.map(({ id, name, state, zone }) => ({ id, name, status: state, addresses: [], zone })), more: servers.length === PAGE_SIZE };
        }),
      target: ({ id, zone }) => {
        const server = `${serversOf(zone)}/${id}`;
        const act = async (action: string, signal: AbortSignal): Promise<void> => void (await http.send({ method: 'POST', url: `${server}/action`, headers, json: { action } }, signal));
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          rebootKinds: ['hard'],
          otherWaysIn: ['provider.way.scaleway.rescue', 'provider.way.scaleway.console'],
          endpoint: () =>
            Promise.resolve({
              kind: 'websocket',
              url: new Secret(consoleUrl || `wss://tty.${zone}.scaleway.com/v2/ws`),
              subprotocols: [],
              text: { framing: 'gotty', admission: new Secret(JSON.stringify({ AuthToken: '', Arguments: `?${new URLSearchParams([['arg', token.reveal()], ['arg', id]]).toString()}` })) },
            }),
          reboot: (_kind, signal) => act('reboot', signal),
          status: async (signal) => (await http.json({ url: server, headers }, z.object({ server: serverSchema }), signal)).body.server.state,
          actions: { stop: (signal) => act('poweroff', signal), start: (signal) => act('poweron', signal) },
        };
      },
    });
  },
};
