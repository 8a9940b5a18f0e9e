import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import type { Endpoint } from '../link/endpoint.ts';
import type { MessageKey } from '../messages/index.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, type AccountField, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured, type ListedServer } from './listed.ts';
import type { RebootKind, ServerActions } from './provider.ts';

/** A call that changes something: where, and with what. */
interface Act {
  readonly path: string;
  readonly json?: object;
}

/** A company whose API reboots servers and whose console is for the control panel alone: what differs between them, as data. */
interface PanelConsoleSpec<Body, S extends ListedServer> {
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly token: MessageKey;
  readonly extraFields?: readonly AccountField[];
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** One page of the list. */
  readonly listPath: (page: number, settings: Readonly<Record<string, string>>) => string;
  readonly schema: z.ZodType<Body>;
  readonly read: (body: Body, page: number) => { readonly items: readonly S[]; readonly more: boolean };
  /** Absent: this kind of reboot is not offered. */
  readonly reboot: Partial<Record<RebootKind, (server: S) => Act>>;
  readonly stop: (server: S) => Act;
  readonly start: (server: S) => Act;
  readonly otherWaysIn: readonly MessageKey[];
  /** Absent: the console is the panel's alone, and its address is pasted. */
  readonly console?: (server: S, token: Secret, settings: Readonly<Record<string, string>>) => Endpoint;
}

/** Makes a provider of a spec. Its console is mostly opened by the person and its address pasted; everything else goes by the API. */
export function panelConsoleProvider<Body, S extends ListedServer>(spec: PanelConsoleSpec<Body, S>): ProviderKind {
  return {
    name: spec.name,
    title: spec.title,
    fields: [{ name: 'token', hint: spec.token, secret: true }, ...(spec.extraFields ?? []), { name: 'url', hint: 'provider.field.apiUrl', default: spec.url }],
    create: (account, ports) => {
      const { console: openConsole } = spec;
      const http = new HttpClient(ports, { service: spec.title });
      const token = needSecret(account, 'token');
      http.hide(token);
      const headers = Object.fromEntries(Object.entries(spec.headers(token.reveal())).map(([name, value]) => [name, new Secret(value)]));
      const url = account.settings['url'] ?? spec.url;
      const send = async ({ path, json = {} }: Act, signal: AbortSignal): Promise<void> => void (await http.send({ method: 'POST', url: `${url}${path}`, headers, json }, signal));
      const list = (signal: AbortSignal): Promise<readonly S[]> =>
        readPages(async (page) => spec.read((await http.json({ url: `${url}${spec.listPath(page, account.settings)}`, headers }, spec.schema, signal)).body, page));
      return listedProvider({
        name: spec.name,
        service: spec.title,
        list,
        target: (server) => {
          const actions: ServerActions = {
            stop: (signal) => send(spec.stop(server), signal),
            start: (signal) => send(spec.start(server), signal),
          };
          return {
            reach: unmeasured('unconfirmed'),
            consoleAtReboot: 'unknown',
            canRenew: openConsole !== undefined,
            ...(openConsole && { endpoint: () => Promise.resolve(openConsole(server, token, account.settings)) }),
            otherWaysIn: spec.otherWaysIn,
            reboot: async (kind, signal) => {
              const act = spec.reboot[kind]?.(server);
              if (!act) throw new ProviderError('provider.noReboot', { service: spec.title, kind });
              await send(act, signal);
            },
            status: async (signal) => (await list(signal)).find(({ id }) => id === server.id)?.status ?? '',
            actions,
          };
        },
      });
    },
  };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const numberId = z.union([z.number(), z.string()]).transform(String);

/** Linode (Akamai), API v4. Its console's own API belongs to the Cloud Manager and is not documented. */
export const linode = panelConsoleProvider({
  name: 'linode',
  title: 'Linode',
  url: 'https://api.linode.com/v4',
  token: 'provider.field.token',
  headers: bearer,
  listPath: (page) => `/linode/instances?page=${page}&page_size=100`,
  schema: z.object({ data: z.array(z.object({ id: numberId, label: z.string(), status: z.string(), ipv4: z.array(z.string()).catch([]) })), pages: z.number().catch(1) }),
  read: ({ data, pages }, page) => ({ items: data.map(({ id, label, status, ipv4 }) => ({ id, name: label, status, addresses: ipv4 })), more: page < pages }),
  reboot: { hard: ({ id }) => ({ path: `/linode/instances/${id}/reboot` }) },
  stop: ({ id }) => ({ path: `/linode/instances/${id}/shutdown` }),
  start: ({ id }) => ({ path: `/linode/instances/${id}/boot` }),
  otherWaysIn: ['provider.way.linode.rescue', 'provider.way.linode.lish', 'provider.way.paste'],
});

/** Vultr, API v2. The field `kvm` of a server is a page behind the panel's own sign-in. */
export const vultr = panelConsoleProvider({
  name: 'vultr',
  title: 'Vultr',
  url: 'https://api.vultr.com/v2',
  token: 'provider.field.token',
  headers: bearer,
  listPath: () => '/instances?per_page=500',
  schema: z.object({ instances: z.array(z.object({ id: z.string(), label: z.string(), power_status: z.string().catch(''), main_ip: z.string().catch('') })) }),
  read: ({ instances }) => ({ items: instances.map(({ id, label, power_status: status, main_ip: ip }) => ({ id, name: label, status, addresses: ip ? [ip] : [] })), more: false }),
  reboot: { hard: ({ id }) => ({ path: `/instances/${id}/reboot` }) },
  stop: ({ id }) => ({ path: `/instances/${id}/halt` }),
  start: ({ id }) => ({ path: `/instances/${id}/start` }),
  otherWaysIn: ['provider.way.vultr.iso', 'provider.way.paste'],
});

const dropletAct = (type: string) => (server: ListedServer): Act => ({ path: `/droplets/${server.id}/actions`, json: { type } });

/** DigitalOcean, API v2. */
export const digitalOcean = panelConsoleProvider({
  name: 'digitalocean',
  title: 'DigitalOcean',
  url: 'https://api.digitalocean.com/v2',
  token: 'provider.field.token',
  headers: bearer,
  listPath: (page) => `/droplets?page=${page}&per_page=200`,
  schema: z.object({
    droplets: z.array(
      z.object({ id: numberId, name: z.string(), status: z.string(), networks: z.object({ v4: z.array(z.object({ ip_address: z.string() })).catch([]) }).catch({ v4: [] }) }),
    ),
    links: z.object({ pages: z.object({ next: z.string().optional() }).catch({}) }).catch({ pages: {} }),
  }),
  read: ({ droplets, links }) => ({
    items: droplets.map(({ id, name, status, networks }) => ({ id, name, status, addresses: networks.v4.map((entry) => entry.ip_address) })),
    more: links.pages.next !== undefined,
  }),
  reboot: { hard: dropletAct('power_cycle'), soft: dropletAct('reboot') },
  stop: dropletAct('power_off'),
  start: dropletAct('power_on'),
  otherWaysIn: ['provider.way.digitalocean.recovery', 'provider.way.paste'],
});

interface ScalewayServer extends ListedServer {
  readonly zone: string;
}
const scalewayAct = (action: string) => (server: ScalewayServer): Act => ({ path: `/instance/v1/zones/${server.zone}/servers/${server.id}/action`, json: { action } });

/** Scaleway Instances. The console is the serial line, through GoTTY. */
export const scaleway = panelConsoleProvider({
  name: 'scaleway',
  title: 'Scaleway',
  url: 'https://api.scaleway.com',
  token: 'provider.field.scaleway.token',
  extraFields: [
    { name: 'zone', hint: 'provider.field.scaleway.zone', default: 'fr-par-1' },
    { name: 'consoleUrl', hint: 'provider.field.scaleway.consoleUrl', optional: true },
  ],
  headers: (token) => ({ 'x-auth-token': token }),
  listPath: (page, { zone = '' }) => `/instance/v1/zones/${zone}/servers?page=${page}&per_page=100`,
  schema: z.object({ servers: z.array(z.object({ id: z.string(), name: z.string(), state: z.string(), zone: z.string() })) }),
  read: ({ servers }) => ({ items: servers.map(({ id, name, state, zone }): ScalewayServer => ({ id, name, status: state, addresses: [], zone })), more: servers.length === 100 }),
  reboot: { hard: scalewayAct('reboot') },
  stop: scalewayAct('poweroff'),
  start: scalewayAct('poweron'),
  otherWaysIn: ['provider.way.scaleway.rescue', 'provider.way.scaleway.console'],
  console: ({ id, zone }, token, { consoleUrl }) => ({
    kind: 'websocket',
    url: new Secret(consoleUrl || `wss://tty.${zone}.scaleway.com/v2/ws`),
    subprotocols: [],
    text: { framing: 'gotty', admission: new Secret(JSON.stringify({ AuthToken: '', Arguments: `?${new URLSearchParams([['arg', token.reveal()], ['arg', id]]).toString()}` })) },
  }),
});
