import { z } from 'zod';
import { sleep } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import type { HttpClient } from './http.ts';
import { needSecret, needSetting, type AccountCredentials } from './kind.ts';
import { runLimited } from './libvirt.ts';
import type { ProviderPorts } from './ports.ts';
import { quote } from './quote.ts';
import type { Session } from './sign-in.ts';

const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string().optional(), expires_in: z.union([z.number(), z.string()]).transform(Number) });
const cliSchema = z.object({ accessToken: z.string(), expires_on: z.number().optional() });
const deviceSchema = z.object({ device_code: z.string(), user_code: z.string(), verification_uri: z.string(), expires_in: z.number(), interval: z.number().default(5) });
const pollSchema = z.union([tokenSchema, z.object({ error: z.string() })]);

/** The public client of the az command line, which every tenant knows; a program without a secret of its own may sign people in with it. */
const azClient = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const longestIntervalSeconds = 30;

type Open = (signal: AbortSignal) => Promise<Session>;

/**
 * How an account signs in: a service principal where there is a tenant and a client's secret, a code that the person types in where there is only a
 * tenant, else what the `az` command line has.
 */
export function azureSignIn(account: AccountCredentials, http: HttpClient, ports: ProviderPorts): Open {
  const arm = needSetting(account, 'url');
  if (!account.settings['tenant']) return (signal) => byCommand(arm, ports, signal);
  if (account.settings['client']) return (signal) => asPrincipal(account, http, arm, ports, signal);
  return byDeviceCode(account, http, arm, ports);
}

/** OAuth 2 device authorization (RFC 8628): the person opens a page and types a code. Later tokens come from the refresh token, kept in memory only. */
function byDeviceCode(account: AccountCredentials, http: HttpClient, arm: string, ports: ProviderPorts): Open {
  const base = `${needSetting(account, 'loginUrl')}/${encodeURIComponent(needSetting(account, 'tenant'))}/oauth2/v2.0`;
  const scope = `${arm}/user_impersonation offline_access`;
  let refresh: Secret | undefined;
  const take = (answer: z.infer<typeof tokenSchema>): Session => {
    refresh = answer.refresh_token === undefined ? undefined : new Secret(answer.refresh_token);
    return { token: new Secret(answer.access_token), expiresAtMs: ports.clock.wallNow() + answer.expires_in * 1_000 };
  };
  return async (signal) => {
    if (refresh) {
      const form = { grant_type: 'refresh_token', client_id: azClient, refresh_token: refresh, scope };
      refresh = undefined;
      const renewed = await http.json({ method: 'POST', url: `${base}/token`, form }, tokenSchema, signal).catch(() => undefined);
      if (renewed) return take(renewed.body);
    }
    const device = (await http.json({ method: 'POST', url: `${base}/devicecode`, form: { client_id: azClient, scope } }, deviceSchema, signal)).body;
    ports.report({ key: 'provider.azure.typeCode', values: { address: quote(device.verification_uri), code: quote(device.user_code), minutes: Math.round(device.expires_in / 60) } });
    const endMs = ports.clock.now() + device.expires_in * 1_000;
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: azClient, device_code: new Secret(device.device_code) };
    for (let intervalSeconds = Math.min(Math.max(device.interval, 1), longestIntervalSeconds); ports.clock.now() < endMs; ) {
      await sleep(ports.clock, intervalSeconds * 1_000, signal);
      const answer = (await http.json({ method: 'POST', url: `${base}/token`, form, accept: [400] }, pollSchema, signal)).body;
      if (!('error' in answer)) return take(answer);
      if (answer.error === 'slow_down') intervalSeconds = Math.min(intervalSeconds + 5, longestIntervalSeconds);
      else if (answer.error !== 'authorization_pending') throw new ProviderError('provider.azure.codeRefused', { said: quote(answer.error) });
    }
    throw new ProviderError('provider.azure.codeRefused', { said: 'expired_token' });
  };
}

/** OAuth 2 for a service principal: its id and secret for a token of about an hour. */
async function asPrincipal(account: AccountCredentials, http: HttpClient, arm: string, ports: ProviderPorts, signal: AbortSignal): Promise<Session> {
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
async function byCommand(arm: string, ports: ProviderPorts, signal: AbortSignal): Promise<Session> {
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
