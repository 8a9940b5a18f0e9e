import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type AccountCredentials, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured } from './listed.ts';
import type { ProviderPorts } from './ports.ts';
import { SignIn, type Session } from './sign-in.ts';

/** `vncproxy` opens a port for one connection and closes it again after this time. */
const PORT_LIFE_MS = 10_000;
/** A ticket is good for two hours. */
const TICKET_LIFE_MS = 2 * 60 * 60_000;

const dataOf = <T>(schema: z.ZodType<T>) => z.object({ data: schema }).transform(({ data }) => data);
const ticketSchema = dataOf(z.object({ ticket: z.string(), CSRFPreventionToken: z.string(), NeedTFA: z.unknown().optional() }));
const resourcesSchema = z.array(z.object({ vmid: z.number(), name: z.string().optional(), node: z.string(), type: z.string(), status: z.string().default('') }));
const vncSchema = dataOf(z.object({ ticket: z.string(), port: z.union([z.string(), z.number()]), password: z.string().optional() }));

/** What stands in the headers of a call: a token always, or a ticket with its second half for calls that change something. */
interface ProxmoxSession extends Session {
  readonly readHeaders: Readonly<Record<string, Secret>>;
  readonly writeHeaders: Readonly<Record<string, Secret>>;
}

/** Proxmox VE over its own API, by API token or by user and password. */
export const proxmox: ProviderKind = {
  name: 'proxmox',
  title: 'Proxmox VE',
  fields: [
    { name: 'url', hint: 'provider.field.proxmox.url' },
    { name: 'tokenId', hint: 'provider.field.proxmox.tokenId', optional: true },
    { name: 'tokenSecret', hint: 'provider.field.proxmox.tokenSecret', secret: true, optional: true },
    { name: 'username', hint: 'provider.field.proxmox.username', optional: true },
    { name: 'password', hint: 'provider.field.proxmox.password', secret: true, optional: true },
    { name: 'pinSha256', hint: 'provider.field.pin', optional: true },
  ],
  create: (account, ports) => {
    const url = `${needSetting(account, 'url').replace(/\/+$/, '')}/api2/json`;
    const pinSha256 = account.settings['pinSha256'];
    const tls = pinSha256 ? { pinSha256 } : undefined;
    const http = new HttpClient(ports, { service: 'Proxmox VE', tls, explain: explainProxmox });
    const signIn = new SignIn(ports.clock, (signal) => openSession(account, http, url, ports, signal), account.name, () =>
      ports.report({ key: 'provider.signInAgain', values: { service: 'Proxmox VE' } }),
    );
    const read = <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
      signIn.run(async ({ readHeaders }) => (await http.json({ url: `${url}${path}`, headers: readHeaders }, dataOf(schema), signal)).body, signal);
    const write = (path: string, form: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> =>
      signIn.run(({ writeHeaders }) => http.send({ method: 'POST', url: `${url}${path}`, headers: writeHeaders, form }, signal), signal);

    return listedProvider({
      name: 'proxmox',
      service: 'Proxmox VE',
      list: async (signal) => {
        const resources = await read('/cluster/resources?type=vm', resourcesSchema, signal);
        return resources.filter(({ type }) => type === 'qemu').map(({ vmid, name, node, status }) => ({ id: String(vmid), name: name ?? '', status, addresses: [], node }));
      },
      target: ({ id, node }) => {
        const path = `/nodes/${encodeURIComponent(node)}/qemu/${id}`;
        const power = async (action: string, signal: AbortSignal): Promise<void> => void (await write(`${path}/status/${action}`, {}, signal));
        return {
          reach: unmeasured('inferred'),
          // A reset keeps the virtual machine's process; only stop, start and reboot make a new one.
          consoleAtReboot: 'stays',
          otherWaysIn: ['provider.way.proxmox.iso', 'provider.way.proxmox.disk'],
          // The socket must carry the headers of the very session that asked for its port.
          endpoint: (signal) =>
            signIn.run(async ({ readHeaders, writeHeaders }) => {
              const form = { websocket: '1', 'generate-password': '1' };
              const { ticket, port, password } = (await http.json({ method: 'POST', url: `${url}${path}/vncproxy`, headers: writeHeaders, form }, vncSchema, signal)).body;
              const query = new URLSearchParams({ port: String(port), vncticket: ticket });
              return {
                kind: 'websocket',
                url: new Secret(`${url.replace(/^http/, 'ws')}${path}/vncwebsocket?${query.toString()}`),
                headers: readHeaders,
                // Before qemu-server 6.2 the ticket itself was the password; VNC uses its first eight characters.
                password: new Secret(password ?? ticket),
                expiresAtMs: ports.clock.wallNow() + PORT_LIFE_MS,
                ...(tls ? { tls } : {}),
              };
            }, signal),
          reboot: async (kind, signal) => {
            try {
              await power(kind === 'hard' ? 'reset' : 'reboot', signal);
            } catch (error) {
              if (!(error instanceof ProviderError) || !/not running/.test(String(error.values['said']))) throw error;
              await power('start', signal);
            }
          },
          status: async (signal) => (await read(`${path}/status/current`, z.object({ status: z.string() }), signal)).status,
          actions: {
            stop: (signal) => power('stop', signal),
            start: (signal) => power('start', signal),
            snapshot: async (name, signal) => void (await write(`${path}/snapshot`, { snapname: name }, signal)),
          },
        };
      },
    });
  },
};

async function openSession(account: AccountCredentials, http: HttpClient, url: string, ports: ProviderPorts, signal: AbortSignal): Promise<ProxmoxSession> {
  const tokenId = account.settings['tokenId'];
  if (tokenId) {
    const secret = needSecret(account, 'tokenSecret');
    http.hide(secret);
    const headers = { authorization: new Secret(`PVEAPIToken=${tokenId}=${secret.reveal()}`) };
    return { token: secret, readHeaders: headers, writeHeaders: headers };
  }
  const form = { username: needSetting(account, 'username'), password: needSecret(account, 'password') };
  const answer = (await http.json({ method: 'POST', url: `${url}/access/ticket`, form, retry: true }, ticketSchema, signal)).body;
  if (answer.NeedTFA) throw new ProviderError('provider.settingWrong', { setting: 'username', source: account.name, observed: '2FA: API token' });
  const readHeaders = { cookie: new Secret(`PVEAuthCookie=${encodeURIComponent(answer.ticket)}`) };
  const token = new Secret(answer.ticket);
  http.hide(token);
  return { token, readHeaders, writeHeaders: { ...readHeaders, csrfpreventiontoken: new Secret(answer.CSRFPreventionToken) }, expiresAtMs: ports.clock.wallNow() + TICKET_LIFE_MS };
}

/** Proxmox explains itself in `message`, or in `errors` by field. */
function explainProxmox(body: string): string | undefined {
  const schema = z.object({ message: z.string().optional(), errors: z.record(z.string(), z.string()).optional() });
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { message = '', errors = {} } = parsed.data;
  return [message, ...Object.entries(errors).map(([field, text]) => `${field}: ${text}`)].filter((part) => part.trim() !== '').join('; ') || undefined;
}
