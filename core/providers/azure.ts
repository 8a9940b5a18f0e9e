import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import type { Endpoint } from '../link/endpoint.ts';
import { pairedHost } from './azure-regions.ts';
import { azureSignIn } from './azure-sign-in.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured } from './listed.ts';
import { quote } from './quote.ts';
import { SignIn } from './sign-in.ts';

const COMPUTE_VERSION = '2024-03-01';
const PAGE_LIMIT = 100;

const CONSOLE_VERSION = '2018-05-01';

const machineSchema = z.object({ id: z.string(), name: z.string(), location: z.string().default('') });
const pageSchema = z.object({ value: z.array(machineSchema), nextLink: z.string().nullish() });
const viewSchema = z.object({ statuses: z.array(z.object({ code: z.string(), displayStatus: z.string().optional() })).default([]) });
/** The key's spelling is not documented, so both are taken. */
const connectSchema = z
  .object({ connectionString: z.string().optional(), ConnectionString: z.string().optional() })
  .transform((answer) => answer.connectionString ?? answer.ConnectionString ?? '');

/** Azure virtual machines through ARM, and their serial console; there is no picture of the screen. */
export const azure: ProviderKind = {
  name: 'azure',
  title: 'Azure',
  fields: [
    { name: 'subscription', hint: 'provider.field.azure.subscription' },
    { name: 'tenant', hint: 'provider.field.azure.tenant', optional: true },
    { name: 'client', hint: 'provider.field.azure.client', optional: true },
    { name: 'clientSecret', hint: 'provider.field.azure.secret', secret: true, optional: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://management.azure.com' },
    { name: 'loginUrl', hint: 'provider.field.apiUrl', default: 'https://login.microsoftonline.com' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Azure' });
    const arm = needSetting(account, 'url');
    const signIn = new SignIn(
      ports.clock,
      azureSignIn(account, http, ports),
      account.name,
      () => ports.report({ key: 'provider.signInAgain', values: { service: 'Azure' } }),
    );
    const call = <T>(method: 'GET' | 'POST', url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
      signIn.run(async ({ token }) => {
        http.hide(token);
        return (await http.json({ method, url, headers: { authorization: new Secret(`Bearer ${token.reveal()}`) } }, schema, signal)).body;
      }, signal);
    const send = (url: string, json: unknown, signal: AbortSignal): Promise<void> =>
      signIn.run(async ({ token }) => void (await http.send({ method: 'POST', url, json, headers: { authorization: new Secret(`Bearer ${token.reveal()}`) } }, signal)), signal);

    /** Asks for a connection to the serial console. Where a firewall keeps the machine's region from its boot diagnostics, the paired region may do it. */
    const connect = async (id: string, location: string, signal: AbortSignal): Promise<URL> => {
      const path = `${id.replace('/resourceGroups/', '/resourcegroups/')}/providers/Microsoft.SerialConsole/serialPorts/0/connect?api-version=${CONSOLE_VERSION}`;
      const ask = (host: string): Promise<string> => call('POST', `${host}${path}`, connectSchema, signal);
      const pair = pairedHost(arm, location);
      const address = await ask(arm).catch((error: unknown) => {
        if (!(error instanceof ProviderError)) throw error;
        if (error.status === 403 && pair !== undefined) return ask(pair).catch(() => Promise.reject(error));
        const isOff = error.status === 400 || error.status === 404 || error.status === 409 || error.status === 412;
        throw isOff ? new ProviderError('provider.azure.noConsole', { server: quote(id.split('/').at(-1) ?? ''), observed: error.values['said'] ?? '' }, { status: error.status, cause: error }) : error;
      });
      // The token goes there; without TLS only to this machine itself.
      const url = URL.canParse(address) ? new URL(address) : undefined;
      if (url?.protocol !== 'wss:' && !(url?.protocol === 'ws:' && url.hostname === '127.0.0.1')) throw new ProviderError('provider.answerNotUnderstood', { service: 'Azure', host: new URL(arm).host, status: 200, observed: 'connectionString' }, { status: 200, noAnswer: true });
      return url;
    };

    /** A command beside the open console: its address with `https` and another last part. */
    const command = (console: URL, name: 'reset' | 'nmi', signal: AbortSignal): Promise<void> => {
      const url = new URL(`${console.protocol === 'wss:' ? 'https' : 'http'}://${console.host}${console.pathname.replace(/\/client\/?$/, '')}/adminCommand/${name}`);
      return send(url.href, { command: name, requestId: randomUUID(), commandParameters: {} }, signal);
    };

    const list = async (signal: AbortSignal) => {
      const servers = [];
      let next: string | null | undefined = `${arm}/subscriptions/${encodeURIComponent(needSetting(account, 'subscription'))}/providers/Microsoft.Compute/virtualMachines?api-version=${COMPUTE_VERSION}`;
      for (let page = 0; next && page < PAGE_LIMIT; page++) {
        // The link to the next page carries the token along, so it must stay where it came from.
        if (new URL(next).origin !== new URL(arm).origin) break;
        const { value, nextLink }: z.infer<typeof pageSchema> = await call('GET', next, pageSchema, signal);
        servers.push(...value.map(({ id, name, location }) => ({ id, name, location, status: '', addresses: [] })));
        next = nextLink;
      }
      return servers;
    };
    return listedProvider({
      name: 'azure',
      service: 'Azure',
      list,
      target: ({ id, location }) => {
        /** The console that was opened last; its commands work as long as it is open. */
        let console: URL | undefined;
        const act = async (action: string, signal: AbortSignal): Promise<void> =>
          void (await call('POST', `${arm}${id}/${action}${action.includes('?') ? '&' : '?'}api-version=${COMPUTE_VERSION}`, z.unknown(), signal));
        return {
          // A second connection ends the first one, so probes must not race each other.
          reach: unmeasured('unconfirmed', { intervalMs: 2_000, maxInFlight: 1, probeTimeoutMs: 15_000, renewIntervalMs: 4_000, maxRenewalsInFlight: 1 }),
          consoleAtReboot: 'stays',
          otherWaysIn: ['provider.way.azure.serial', 'provider.way.azure.repair'],
          endpoint: async (signal): Promise<Endpoint> => {
            console = await connect(id, location, signal);
            const { token, expiresAtMs } = await signIn.session(signal);
            const url = new URL(console);
            url.searchParams.set('authorization', token.reveal());
            url.searchParams.set('new', '1');
            return { kind: 'websocket', url: new Secret(url.href), subprotocols: [], text: { admission: token, textMessages: true }, ...(expiresAtMs !== undefined && { expiresAtMs }) };
          },
          // The console's own reset is at once and leaves it open; ARM's restart shuts the guest down first, and waits for one that has panicked.
          reboot: (kind, signal) => (kind === 'hard' && console ? command(console, 'reset', signal) : act('restart', signal)),
          status: async (signal) => {
            const { statuses } = await call('GET', `${arm}${id}/instanceView?api-version=${COMPUTE_VERSION}`, viewSchema, signal);
            return statuses.find(({ code }) => code.startsWith('PowerState/'))?.code.slice('PowerState/'.length) ?? '';
          },
          actions: {
            stop: (signal) => act('powerOff?skipShutdown=true', signal),
            start: (signal) => act('start', signal),
            interrupt: async (signal) => command((console ??= await connect(id, location, signal)), 'nmi', signal),
          },
        };
      },
    });
  },
};
