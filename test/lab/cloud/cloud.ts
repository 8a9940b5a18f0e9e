import { sleep, type Clock } from '../../../core/base/clock.ts';
import { DisposableStore, toDisposable, type Disposable } from '../../../core/base/lifecycle.ts';
import { startDebianNovaProxy } from '../nova-proxy/nova-proxy.ts';
import { startLine } from '../line/line.ts';
import type { ConsoleDoor, ConsoleProxy } from './console-door.ts';
import { ConsolePorts, ConsoleTokens, type TokenMode } from './console-tokens.ts';
import { CallDesk, serveApi, type CallRecord, type Fault } from '../../fakes/http.ts';
import type { Hypervisor } from './hypervisor.ts';
import { Keystone, makeCredentials, type CatalogEndpoint, type Credentials } from './keystone.ts';
import { Nova, novaPath, type NovaConsole, type TokenJudge } from './nova.ts';
import { startNovaConsoleProxy } from './nova-console-proxy.ts';
import { drawMs, randomUuid } from './random.ts';
import { CloudServer } from './server.ts';
import type { VmState } from './server-states.ts';
import { measuredTimings, type CloudTimings } from './timings.ts';
import { startWebsockify } from './websockify.ts';

/** What stands between clients and consoles: something like Nova's proxy, Debian's Nova proxy itself, or Debian's websockify. */
export type ProxyKind = 'nova' | 'debianNova' | 'websockify';

export interface ServerSetup {
  readonly name: string;
  readonly hypervisor: Hypervisor;
  /** Default: active; the machine must then be running. */
  readonly state?: VmState;
}

export interface CloudOptions {
  readonly clock: Clock;
  /** 0 to below 1; the same row of numbers gives the same cloud, see `seededRandom`. */
  readonly random: () => number;
  readonly servers: readonly ServerSetup[];
  /** Default: as measured on a real Nova. */
  readonly timings?: Partial<CloudTimings>;
  /** Default: `survives`. */
  readonly tokenMode?: TokenMode;
  /** Default: `nova`. */
  readonly proxy?: ProxyKind;
  /** Lays a line of that length in front of each API and the console proxy. Default: 0, none. */
  readonly roundTripMs?: number;
  /** Default: 2.93. Below 2.6 there is `os-getVNCConsole` alone. */
  readonly maxMicroversion?: string;
  /** Servers in one answer, at most. Default: 1000. */
  readonly pageSize?: number;
  /** Life of an API token. Default: one hour. */
  readonly apiTokenLifeMs?: number;
  /** Life of a console token. Default: ten minutes. */
  readonly consoleTokenLifeMs?: number;
  /** The order of a service's endpoints in the catalog. Default: the public one last. Only it works. */
  readonly interfaceOrder?: readonly CatalogEndpoint['interface'][];
  /** How a token stands in a console's address: in the page's `path` (today), or as its `token` (older clouds). Default: `path`. */
  readonly consoleUrlForm?: 'path' | 'token';
  /** The one kind of console that it offers. Default: `vnc`. With `serial` a hypervisor's `vncPort` is the port of its serial line, and the proxy is `nova`. */
  readonly console?: NovaConsole;
  /** Judges the tokens of calls to the compute API. Default: the cloud's own Keystone. */
  readonly tokenJudge?: TokenJudge;
  /** What guests have written to their serial ports. */
  readonly consoleOutput?: (server: CloudServer) => string;
}

/** An OpenStack on 127.0.0.1 whose servers are given machines. */
export interface Cloud extends Disposable {
  readonly credentials: Credentials;
  /** Keystone's address as clients are told it, ending in `/v3`. */
  readonly authUrl: string;
  /** The address of the compute API as the catalog has it. */
  readonly computeUrl: string;
  /** The region whose endpoints work; the catalog lists another one before it. */
  readonly region: string;
  readonly servers: readonly CloudServer[];
  /** The faults in force and every API call so far. */
  readonly desk: CallDesk;
  /** Every API call so far. */
  readonly calls: readonly CallRecord[];
  inject(fault: Fault): void;
  clearFaults(): void;
  /** From now on every API token handed out so far is refused. */
  revokeApiTokens(): void;
  /** `OS_*` variables for a password or an application credential. */
  environment(auth?: 'password' | 'applicationCredential'): Readonly<Record<string, string>>;
  /** The text of a clouds.yaml with one cloud of that name. */
  cloudsYaml(name: string, auth?: 'password' | 'applicationCredential'): string;
}

const region = 'RegionTwo';
const nobodyListens = 'http://127.0.0.1:1';

/** Starts it. All addresses are on 127.0.0.1 with ports of their own. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock, random, tokenMode = 'survives', proxy = 'nova', console = 'vnc', roundTripMs = 0 } = options;
  const timings: CloudTimings = { ...measuredTimings, ...options.timings };
  const store = new DisposableStore();
  const ended = new AbortController();
  store.add(toDisposable(() => ended.abort(new Error('The cloud has ended.'))));
  try {
    const wait = (delayMs: number): Promise<void> => (delayMs > 0 ? sleep(clock, delayMs, ended.signal) : Promise.resolve());
    const apiDelay = (): Promise<void> => wait(drawMs(timings.apiMs, random));
    const throughLine = async (targetPort: number): Promise<number> => (roundTripMs === 0 ? targetPort : store.add(await startLine({ targetPort, roundTripMs, clock })).port);

    const desk = new CallDesk(clock);
    const credentials = makeCredentials(random);
    const tokens = new ConsoleTokens(tokenMode, options.consoleTokenLifeMs ?? 600_000, clock, random);
    const around = { clock, random, timings, tokens, ports: new ConsolePorts(tokenMode), signal: ended.signal };
    const servers = new Map<string, CloudServer>();
    for (const { name, hypervisor, state } of options.servers) {
      const id = randomUuid(random);
      servers.set(id, new CloudServer(id, name, hypervisor, state ?? 'active', around));
    }

    const door: ConsoleDoor = (token) => {
      const target = tokens.use(token);
      const dial = target === undefined ? undefined : servers.get(target.serverId)?.dial(target.port);
      // A websockify has no compute node to ask: it looks into a file.
      const afterMs = proxy === 'websockify' ? 0 : drawMs(timings.tokenCheckMs, random) + (dial?.hangMs ?? 0);
      return { tokenKnown: target !== undefined, port: dial?.port, afterMs };
    };
    const consolePort = await throughLine(store.add(await startProxy(proxy, console, door, wait, random)).port);

    const keystone = new Keystone(credentials, options.apiTokenLifeMs ?? 3_600_000, clock, random, apiDelay);
    const nova = new Nova({
      keystone: options.tokenJudge ?? keystone, servers,
      maxMicroversion: options.maxMicroversion ?? '2.93',
      pageSize: options.pageSize ?? 1_000,
      delay: apiDelay,
      consoleDelay: (hangMs) => wait(hangMs + timings.consoleCallMs + drawMs(timings.apiMs, random)),
      console,
      consoleUrl: (token) => {
        // A line has no page of its own.
        if (console === 'serial') return `ws://127.0.0.1:${consolePort}/?token=${token}`;
        return `http://127.0.0.1:${consolePort}/vnc_auto.html?${options.consoleUrlForm === 'token' ? `token=${token}` : `path=%3Ftoken%3D${token}`}`;
      },
      consoleOutput: options.consoleOutput ?? (() => ''),
    });
    const serve = async (api: Keystone | Nova): Promise<string> => {
      const server = await serveApi(api, desk, wait);
      store.add(toDisposable(() => server.close()));
      return `http://127.0.0.1:${await throughLine(server.port)}`;
    };
    keystone.url = await serve(keystone);
    nova.url = await serve(nova);
    const authUrl = `${keystone.url}/v3`;
    const computeUrl = `${nova.url}${novaPath}`;
    keystone.catalog = makeCatalog({ identity: authUrl, compute: computeUrl }, options.interfaceOrder ?? ['internal', 'admin', 'public']);

    return {
      credentials, authUrl, computeUrl, region,
      servers: [...servers.values()],
      desk,
      calls: desk.calls,
      inject: (fault) => desk.inject(fault),
      clearFaults: () => desk.clearFaults(),
      revokeApiTokens: () => keystone.revokeTokens(),
      environment: (auth = 'password') => Object.fromEntries([['OS_AUTH_TYPE', auth === 'password' ? 'password' : 'v3applicationcredential'], ['OS_REGION_NAME', region], ...Object.entries(authSettings(authUrl, credentials, auth)).map(([key, value]) => [`OS_${key.toUpperCase()}`, value] as const)]),
      cloudsYaml: (name, auth = 'password') => [
        'clouds:', `  ${name}:`, `    auth_type: ${auth === 'password' ? 'password' : 'v3applicationcredential'}`, `    region_name: ${region}`, '    auth:',
        ...Object.entries(authSettings(authUrl, credentials, auth)).map(([key, value]) => `      ${key}: "${value}"`), '',
      ].join('\n'),
      dispose: () => store.dispose(),
    };
  } catch (error) {
    store.dispose();
    throw error;
  }
}

function startProxy(kind: ProxyKind, console: NovaConsole, door: ConsoleDoor, wait: (delayMs: number) => Promise<void>, random: () => number): Promise<ConsoleProxy> {
  if (kind === 'nova') return startNovaConsoleProxy(door, wait, console);
  return kind === 'websockify' ? startWebsockify(door, random) : startDebianNovaProxy(door, random);
}

/** Every service in two regions and three interfaces, of which one leads somewhere. */
function makeCatalog(urls: Readonly<Record<string, string>>, order: readonly CatalogEndpoint['interface'][]): CatalogEndpoint[] {
  return ['image', ...Object.keys(urls)].flatMap((type) => ['RegionOne', region].flatMap((inRegion) => order.map((kind) => ({
    type, region: inRegion, interface: kind, url: (inRegion === region && kind === 'public' ? urls[type] : undefined) ?? nobodyListens,
  }))));
}

function authSettings(authUrl: string, credentials: Credentials, auth: 'password' | 'applicationCredential'): Readonly<Record<string, string>> {
  return auth === 'password'
    ? { auth_url: authUrl, username: credentials.username, password: credentials.password, project_name: credentials.projectName, user_domain_name: credentials.domainName, project_domain_name: credentials.domainName }
    : { auth_url: authUrl, application_credential_id: credentials.applicationCredentialId, application_credential_secret: credentials.applicationCredentialSecret };
}
