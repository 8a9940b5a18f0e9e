import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type AccountCredentials, type ProviderKind } from './kind.ts';
import { runLimited } from './libvirt.ts';
import { listedProvider, unmeasured } from './listed.ts';
import type { ProviderPorts } from './ports.ts';
import { quote } from './quote.ts';
import { SignIn, type Session } from './sign-in.ts';

const COMPUTE_VERSION = '2024-03-01';
const PAGE_LIMIT = 100;

const machineSchema = z.object({ id: z.string(), name: z.string() });
const pageSchema = z.object({ value: z.array(machineSchema), nextLink: z.string().nullish() });
const viewSchema = z.object({ statuses: z.array(z.object({ code: z.string(), displayStatus: z.string().optional() })).default([]) });
const tokenSchema = z.object({ access_token: z.string(), expires_in: z.union([z.number(), z.string()]).transform(Number) });
const cliSchema = z.object({ accessToken: z.string(), expires_on: z.number().optional() });

/** Azure virtual machines through ARM. There is no picture of the screen, only a serial console. */
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
      (signal) => (account.settings['tenant'] ? signInAsPrincipal(account, http, arm, ports, signal) : signInByCommand(arm, ports, signal)),
      account.name,
      () => ports.report({ key: 'provider.signInAgain', values: { service: 'Azure' } }),
    );
    const call = <T>(method: 'GET' | 'POST', url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
      signIn.run(async ({ token }) => {
        http.hide(token);
        return (await http.json({ method, url, headers: { authorization: new Secret(`Bearer ${token.reveal()}`) } }, schema, signal)).body;
      }, signal);
    const list = async (signal: AbortSignal) => {
      const servers = [];
      let next: string | null | undefined = `${arm}/subscriptions/${encodeURIComponent(needSetting(account, 'subscription'))}/providers/Microsoft.Compute/virtualMachines?api-version=${COMPUTE_VERSION}`;
      for (let page = 0; next && page < PAGE_LIMIT; page++) {
        // The link to the next page carries the token along, so it must stay where it came from.
        if (new URL(next).origin !== new URL(arm).origin) break;
        const { value, nextLink }: z.infer<typeof pageSchema> = await call('GET', next, pageSchema, signal);
        servers.push(...value.map(({ id, name }) => ({ id, name, status: '', addresses: [] })));
        next = nextLink;
      }
      return servers;
    };
    return listedProvider({
      name: 'azure',
      service: 'Azure',
      list,
      target: ({ id }) => {
        const act = async (action: string, signal: AbortSignal): Promise<void> =>
          void (await call('POST', `${arm}${id}/${action}${action.includes('?') ? '&' : '?'}api-version=${COMPUTE_VERSION}`, z.unknown(), signal));
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'stays',
          canRenew: false,
          otherWaysIn: ['provider.way.azure.serial', 'provider.way.azure.repair'],
          endpoint: () => Promise.reject(new ProviderError('provider.textConsoleOnly', { service: 'Azure' })),
          reboot: async (kind, signal) => {
            if (kind === 'soft') throw new ProviderError('provider.noReboot', { service: 'Azure', kind });
            await act('restart', signal);
          },
          status: async (signal) => {
            const { statuses } = await call('GET', `${arm}${id}/instanceView?api-version=${COMPUTE_VERSION}`, viewSchema, signal);
            return statuses.find(({ code }) => code.startsWith('PowerState/'))?.code.slice('PowerState/'.length) ?? '';
          },
          actions: {
            stop: (signal) => act('powerOff?skipShutdown=true', signal),
            start: (signal) => act('start', signal),
          },
        };
      },
    });
  },
};

/** OAuth 2 for a service principal: its id and secret for a token of about an hour. */
async function signInAsPrincipal(account: AccountCredentials, http: HttpClient, arm: string, ports: ProviderPorts, signal: AbortSignal): Promise<Session> {
  const url = `${needSetting(account, 'loginUrl')}/${encodeURIComponent(needSetting(account, 'tenant'))}/oauth2/v2.0/token`;
  const form = {
    grant_type: 'client_credentials',
    client_id: needSetting(account, 'client'),
    client_secret: needSecret(account, 'clientSecret'),
    scope: `${arm}/.default`,
  };
  const answer = (await http.json({ method: 'POST', url, form, retry: true }, tokenSchema, signal)).body;
  return { token: new Secret(answer.access_token), expiresAtMs: ports.clock.wallNow() + answer.expires_in * 1_000 };
}

/** The sign-in that the person has made with the `az` command line already. */
async function signInByCommand(arm: string, ports: ProviderPorts, signal: AbortSignal): Promise<Session> {
  const { exitCode, stdout, stderr } = await runLimited(ports, 'az', ['account', 'get-access-token', '--resource', arm, '--output', 'json'], signal);
  if (exitCode !== 0) throw new ProviderError('provider.commandFailed', { command: 'az account get-access-token', said: quote(stderr) });
  let raw: unknown;
  try {
    raw = JSON.parse(stdout);
  } catch {
    raw = undefined;
  }
  const answer = cliSchema.safeParse(raw);
  if (!answer.success) throw new ProviderError('provider.commandFailed', { command: 'az account get-access-token', said: 'JSON?' });
  const { accessToken, expires_on: expiresOn } = answer.data;
  return { token: new Secret(accessToken), ...(expiresOn ? { expiresAtMs: expiresOn * 1_000 } : {}) };
}
