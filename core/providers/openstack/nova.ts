import { z } from 'zod';
import { ProviderError } from '../error.ts';
import type { HttpClient } from '../http.ts';
import { checkSetting, type AccountCredentials, type AccountField } from '../kind.ts';
import type { RebootKind } from '../provider.ts';
import type { Session, SignIn } from '../sign-in.ts';

/** A token and where the compute service is. */
export interface ComputeSession extends Session {
  /** Without a closing slash, e.g. `https://nova.example/v2.1`. */
  readonly computeUrl: string;
}

/** What differs between Nova as its makers ship it and a company's own. */
export interface NovaDialect {
  /** `negotiate`: read the service's highest microversion and use 2.6 where it is offered. `none`: the service takes the newer call without a version. `legacy`: only the older call exists. */
  readonly consoleCall: 'negotiate' | 'none' | 'legacy';
}

/** A console as Nova names it: the pair of the newer call and the older call's action. */
const CONSOLES = {
  vnc: { protocol: 'vnc', type: 'novnc', action: 'os-getVNCConsole' },
  serial: { protocol: 'serial', type: 'serial', action: 'os-getSerialConsole' },
} as const;
export type NovaConsole = keyof typeof CONSOLES;

/** Which console an account wants; the picture where nothing is said. */
export const novaConsoleField = { name: 'console', hint: 'provider.field.nova.console', optional: true } as const satisfies AccountField;

/** @throws ProviderError `provider.settingWrong` */
export const novaConsoleOf = (account: AccountCredentials): NovaConsole => checkSetting(account, novaConsoleField.name, account.settings[novaConsoleField.name] || 'vnc', z.enum(['vnc', 'serial']));

const REMOTE_CONSOLES_SINCE = [2, 6] as const;
/** From here on servers that boot from a volume can be rescued. */
const VOLUME_RESCUE = '2.87';
/** In the gap of a hard reboot the call takes up to two seconds before it answers; longer than this it is not worth waiting for beside the next one. */
const CONSOLE_LIMIT_MS = 10_000;
const PAGE_LIMIT = 200;

const address = z.object({ addr: z.string() });
const serverSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string(),
  'OS-EXT-STS:task_state': z.string().nullish(),
  // Nothing depends on these two, so an odd one must not cost a catch.
  addresses: z.record(z.string(), z.array(address)).catch({}),
  metadata: z.record(z.string(), z.unknown()).catch({}),
});
const pageSchema = z.object({ servers: z.array(serverSchema), servers_links: z.array(z.object({ rel: z.string() })).default([]) });
const consoleSchema = z.union([
  z.object({ remote_console: z.object({ url: z.string() }) }).transform((body) => body.remote_console.url),
  z.object({ console: z.object({ url: z.string() }) }).transform((body) => body.console.url),
]);
const versionSchema = z.object({ version: z.object({ version: z.string().nullish() }) });

/** A server as Nova describes it. */
export type NovaServer = z.infer<typeof serverSchema>;

/** The calls of the compute API (v2.1) that bootcatch needs. Nothing here tries again by itself but plain reading: a catch paces its own calls. */
export class Nova {
  readonly #http: HttpClient;
  readonly #signIn: SignIn<ComputeSession>;
  readonly #dialect: NovaDialect;
  /** Whether `remote-consoles` is offered; unknown until asked, or where the service did not say. */
  #hasRemoteConsoles: boolean | undefined;

  constructor(http: HttpClient, signIn: SignIn<ComputeSession>, dialect: NovaDialect) {
    this.#http = http;
    this.#signIn = signIn;
    this.#dialect = dialect;
    if (dialect.consoleCall !== 'negotiate') this.#hasRemoteConsoles = dialect.consoleCall === 'none';
  }

  /** Every server of the project. @throws ProviderError */
  async servers(signal: AbortSignal): Promise<readonly NovaServer[]> {
    const all: NovaServer[] = [];
    for (let page = 0, marker = ''; page < PAGE_LIMIT; page++) {
      // The marker is the last id seen: the link to the next page often carries a host name from inside the cloud.
      const { servers, servers_links: links } = await this.#call(`/servers/detail${marker && `?marker=${encodeURIComponent(marker)}`}`, {}, pageSchema, signal);
      all.push(...servers);
      const last = servers.at(-1);
      if (!last || !links.some(({ rel }) => rel === 'next')) break;
      marker = last.id;
    }
    return all;
  }

  /** The server's state in Nova's word, e.g. `ACTIVE`. @throws ProviderError */
  async status(id: string, signal: AbortSignal): Promise<string> {
    const { server } = await this.#call(`/servers/${encodeURIComponent(id)}`, {}, z.object({ server: serverSchema }), signal);
    return server.status;
  }

  /** Resolves when Nova has taken the request (202). @throws ProviderError */
  async reboot(id: string, kind: RebootKind, signal: AbortSignal): Promise<void> {
    await this.action(id, { reboot: { type: kind === 'hard' ? 'HARD' : 'SOFT' } }, signal);
  }

  /** Any other act on a server; its answer, if there is one, is of no interest. @throws ProviderError */
  async action(id: string, body: object, signal: AbortSignal, microversion?: string): Promise<void> {
    await this.#call(`/servers/${encodeURIComponent(id)}/action`, { json: body, ...(microversion ? { microversion } : {}) }, z.unknown(), signal);
  }

  /** Starts the rescue system. Resolves with its password, where there is one. @throws ProviderError */
  async rescue(id: string, signal: AbortSignal): Promise<string | undefined> {
    const path = `/servers/${encodeURIComponent(id)}/action`;
    const schema = z.object({ adminPass: z.string().optional() }).nullable();
    const request = { json: { rescue: {} } };
    try {
      return (await this.#call(path, { ...request, microversion: VOLUME_RESCUE }, schema, signal))?.adminPass;
    } catch (error) {
      // 406: this cloud is older than that; its servers with a disk of their own can be rescued all the same.
      if (!(error instanceof ProviderError) || error.status !== 406) throw error;
      return (await this.#call(path, request, schema, signal))?.adminPass;
    }
  }

  /** The last lines of the serial console's log. @throws ProviderError */
  async consoleOutput(id: string, lines: number, signal: AbortSignal): Promise<string> {
    const schema = z.object({ output: z.string() });
    const path = `/servers/${encodeURIComponent(id)}/action`;
    return (await this.#call(path, { json: { 'os-getConsoleOutput': { length: lines } } }, schema, signal)).output;
  }

  /**
   * Asks once whether the newer console call is offered, so that no catch has to find out in its gap. A service that does not say stays unknown, and
   * both calls are tried.
   */
  async learnVersions(signal: AbortSignal): Promise<void> {
    if (this.#hasRemoteConsoles !== undefined) return;
    try {
      const { version } = (await this.#call('/', { fromVersion: true }, versionSchema, signal)).version;
      this.#hasRemoteConsoles = isAtLeast(version ?? '', REMOTE_CONSOLES_SINCE);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code === 'provider.signInRefused') throw error;
    }
  }

  /** A fresh console address with its token. @throws ProviderError; 404 and 409 pass while the server restarts */
  async consoleUrl(id: string, kind: NovaConsole, signal: AbortSignal): Promise<string> {
    if (this.#hasRemoteConsoles === true) return await this.#remoteConsole(id, kind, signal);
    if (this.#hasRemoteConsoles === false) return await this.#legacyConsole(id, kind, signal);
    try {
      const url = await this.#remoteConsole(id, kind, signal);
      this.#hasRemoteConsoles = true;
      return url;
    } catch (error) {
      if (!(error instanceof ProviderError) || ![400, 404, 406].includes(error.status ?? 0)) throw error;
      const url = await this.#legacyConsole(id, kind, signal);
      this.#hasRemoteConsoles = false;
      return url;
    }
  }

  async #remoteConsole(id: string, kind: NovaConsole, signal: AbortSignal): Promise<string> {
    const { protocol, type } = CONSOLES[kind];
    const request = { json: { remote_console: { protocol, type } }, limitMs: CONSOLE_LIMIT_MS };
    const version = this.#dialect.consoleCall === 'negotiate' ? { microversion: REMOTE_CONSOLES_SINCE.join('.') } : {};
    return await this.#call(`/servers/${encodeURIComponent(id)}/remote-consoles`, { ...request, ...version }, consoleSchema, signal);
  }

  /** This call ended with microversion 2.6, so it is made without naming any. */
  async #legacyConsole(id: string, kind: NovaConsole, signal: AbortSignal): Promise<string> {
    const { action, type } = CONSOLES[kind];
    return await this.#call(`/servers/${encodeURIComponent(id)}/action`, { json: { [action]: { type } }, limitMs: CONSOLE_LIMIT_MS }, consoleSchema, signal);
  }

  async #call<T>(path: string, { json, microversion, limitMs, fromVersion }: NovaCall, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    return await this.#signIn.run(async ({ token, computeUrl }) => {
      const headers = {
        'x-auth-token': token,
        // The second name is the one that clouds before 2017 know.
        ...(microversion ? { 'openstack-api-version': `compute ${microversion}`, 'x-openstack-nova-api-version': microversion } : {}),
      };
      // Older catalogs have the project behind the version.
      const base = fromVersion ? computeUrl.replace(/(\/v2(?:\.\d+)?)\/.*$/, '$1') : computeUrl;
      const body = json ? ({ method: 'POST', json } as const) : {};
      const reply = await this.#http.json({ url: `${base}${path}`, headers, ...body, ...(limitMs ? { limitMs } : {}), ...(fromVersion ? { retry: false } : {}) }, schema, signal);
      return reply.body;
    }, signal);
  }
}

interface NovaCall {
  readonly json?: object;
  readonly microversion?: string;
  readonly limitMs?: number;
  /** The path begins at the service's version, where it tells about itself. */
  readonly fromVersion?: boolean;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
