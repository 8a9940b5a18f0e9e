import type { CloudServer } from './server.ts';
import type { PowerAction } from './server-states.ts';
import { member, memberNames, type Api, type Call, type CallKind, type Reply } from '../../fakes/http.ts';
import { serverBody } from './nova-body.ts';
import { chooseMicroversion, type Microversion } from './microversion.ts';

/** The picture or the serial line. */
export type NovaConsole = 'vnc' | 'serial';

/** How each is asked for: by the newer call's two words, and by the older call's name and its one. */
const consoles = {
  vnc: { protocol: 'vnc', type: 'novnc', action: 'os-getVNCConsole' },
  serial: { protocol: 'serial', type: 'serial', action: 'os-getSerialConsole' },
} as const satisfies Readonly<Record<NovaConsole, unknown>>;

/** Who says which tokens are good. */
export interface TokenJudge {
  /** Where clients reach it, without `/v3`. */
  readonly url: string;
  /** `scoped`: good for the servers of a project; `unscoped`: a user without a project; `bad`: unknown, expired or revoked. */
  judgeToken(token: string | undefined): 'scoped' | 'unscoped' | 'bad' | Promise<'scoped' | 'unscoped' | 'bad'>;
}

/** What the compute API takes from its cloud. */
export interface NovaSurroundings {
  readonly keystone: TokenJudge;
  readonly servers: ReadonlyMap<string, CloudServer>;
  /** The highest microversion it speaks, e.g. `2.93`. */
  readonly maxMicroversion: string;
  /** Servers in one answer, at most. */
  readonly pageSize: number;
  /** What an API call takes. */
  readonly delay: () => Promise<void>;
  /** What a call for a console takes on top of its hang. */
  readonly consoleDelay: (hangMs: number) => Promise<void>;
  /** The one kind of console that it offers. */
  readonly console: NovaConsole;
  /** The address that a person would open for a token. */
  readonly consoleUrl: (token: string) => string;
  /** What the guest has written to its serial port. */
  readonly consoleOutput: (server: CloudServer) => string;
}

/** The path under which all of it is served. */
export const novaPath = '/v2.1';

const powerActions: Readonly<Record<string, PowerAction>> = { 'os-stop': 'stop', 'os-start': 'start', rescue: 'rescue', unrescue: 'unrescue' };

/** Nova's compute API, as far as somebody needs it who restarts a server and looks at its console. */
export class Nova implements Api {
  /** Where clients reach it, without the path. */
  url = '';
  readonly #around: NovaSurroundings;

  constructor(around: NovaSurroundings) {
    this.#around = around;
  }

  kindOf({ method, path, body }: Call): CallKind {
    const [, , servers, id, last] = path.split('/');
    if (path === '/' || path === novaPath || path === `${novaPath}/`) return 'version';
    if (!path.startsWith(`${novaPath}/`) || servers !== 'servers') return 'unknown';
    if (method === 'GET') return id === undefined || id === 'detail' ? 'list' : last === undefined ? 'show' : 'unknown';
    if (method !== 'POST') return 'unknown';
    if (last === 'remote-consoles') return 'console';
    if (last !== 'action') return 'unknown';
    switch (memberNames(body)[0]) {
      case 'os-getVNCConsole':
      case 'os-getSerialConsole': return 'console';
      case 'os-getConsoleOutput': return 'consoleOutput';
      case 'trigger_crash_dump': return 'crashDump';
      default: return 'power';
    }
  }

  async answer(call: Call): Promise<Reply> {
    const kind = this.kindOf(call);
    if (kind === 'version') return this.#late(this.#version(call.path));
    const token = await this.#around.keystone.judgeToken(call.headers['x-auth-token']);
    // The answer of the middleware in front of Nova, hence Keystone's shape.
    if (token === 'bad') return this.#late({ status: 401, headers: { 'WWW-Authenticate': `Keystone uri="${this.#around.keystone.url}"` }, body: { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } } });
    if (token === 'unscoped') return this.#late(fault(403, 'forbidden', "Policy doesn't allow os_compute_api:servers to be performed."));
    const version = chooseMicroversion(call.headers, this.#around.maxMicroversion);
    if ('refusal' in version) return this.#late(version.refusal);
    const reply = await this.#dispatch(kind, call, version);
    const text = `${version.major}.${version.minor}`;
    return { ...reply, headers: { 'OpenStack-API-Version': `compute ${text}`, 'X-OpenStack-Nova-API-Version': text, ...reply.headers } };
  }

  #dispatch(kind: CallKind, call: Call, version: Microversion): Promise<Reply> {
    const [, , , id = '', last] = call.path.split('/');
    if (kind === 'list') return this.#late(this.#list(call, id === 'detail'));
    if (kind === 'unknown') return this.#late(notImplemented);
    const server = this.#around.servers.get(id);
    // A version that does not know the resource does not look for the server.
    if (last === 'remote-consoles' && version.minor < 6) return this.#late(notImplemented);
    if (server === undefined) return this.#late(serverNotFound(id));
    if (kind === 'show') return this.#late({ status: 200, body: { server: serverBody(server, this.#link(server)) } });
    if (last === 'remote-consoles') return this.#remoteConsole(server, call.body);
    return this.#action(server, call.body, version);
  }

  #action(server: CloudServer, body: unknown, version: Microversion): Promise<Reply> {
    const names = memberNames(body);
    const [name = ''] = names;
    if (names.length !== 1) return this.#late(fault(400, 'badRequest', 'Malformed request body'));
    if (name === 'reboot') {
      const type = member(body, 'reboot', 'type');
      if (typeof type !== 'string' || !/^(hard|soft)$/i.test(type)) return this.#late(fault(400, 'badRequest', `Invalid input for field/attribute type. Value: ${String(type)}.`));
      return this.#power(server, /hard/i.test(type) ? 'hardReboot' : 'softReboot', 'reboot');
    }
    const power = powerActions[name];
    if (power !== undefined) return this.#power(server, power, name.replace('os-', ''));
    if (Object.values(consoles).some(({ action }) => action === name) && version.minor < 6) {
      const type = member(body, name, 'type');
      const offered = consoles[this.#around.console];
      if (name !== offered.action || type !== offered.type) return this.#late(fault(400, 'badRequest', `Invalid input for field/attribute type. Value: ${String(type)}.`));
      return this.#console(server, (url) => ({ console: { type, url } }));
    }
    if (name === 'os-getConsoleOutput') return this.#late({ status: 200, body: { output: lastLines(this.#around.consoleOutput(server), member(body, name, 'length')) } });
    if (name === 'trigger_crash_dump' && version.minor >= 17) return this.#crashDump(server);
    return this.#late(notImplemented);
  }

  async #power(server: CloudServer, action: PowerAction, word: string): Promise<Reply> {
    const verdict = server.request(action);
    if (verdict.kind === 'conflict') {
      const state = verdict.attribute === 'vm_state' ? server.vmState : server.taskState;
      return this.#late(fault(409, 'conflictingRequest', `Cannot '${word}' instance ${server.id} while it is in ${verdict.attribute} ${state}`));
    }
    if (verdict.kind === 'collides') {
      return this.#late(fault(500, 'computeFault', "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class 'nova.exception.UnexpectedTaskStateError'>"));
    }
    await this.#around.delay();
    if (verdict.kind === 'begins') void server.carryOut(action);
    return action === 'rescue' ? { status: 200, body: { adminPass: 'x7Lkq2Rw9Tzp' } } : { status: 202 };
  }

  async #crashDump(server: CloudServer): Promise<Reply> {
    await server.hypervisor.command('inject-nmi');
    return this.#late({ status: 202 });
  }

  #remoteConsole(server: CloudServer, body: unknown): Promise<Reply> {
    const asked = member(body, 'remote_console');
    const protocol = member(asked, 'protocol');
    const type = member(asked, 'type');
    const extra = [...memberNames(body).filter((key) => key !== 'remote_console'), ...memberNames(asked).filter((key) => key !== 'protocol' && key !== 'type')];
    if (extra.length > 0) return this.#late(fault(400, 'badRequest', `Invalid input for field/attribute. Additional properties are not allowed ('${extra[0]}' was unexpected)`));
    if (typeof protocol !== 'string' || typeof type !== 'string') return this.#late(fault(400, 'badRequest', "Invalid input for field/attribute remote_console. 'protocol' is a required property"));
    const offered = consoles[this.#around.console];
    if (protocol !== offered.protocol || type !== offered.type) return this.#late(fault(400, 'badRequest', `Unavailable console type ${type}.`));
    return this.#console(server, (url) => ({ remote_console: { protocol, type, url } }));
  }

  async #console(server: CloudServer, body: (url: string) => unknown): Promise<Reply> {
    const answer = server.console();
    await this.#around.consoleDelay(answer.kind === 'token' ? answer.hangMs : 0);
    if (answer.kind === 'notFound') return serverNotFound(server.id);
    if (answer.kind === 'notReady') return fault(409, 'conflictingRequest', `Instance ${server.id} is not ready`);
    return { status: 200, body: body(this.#around.consoleUrl(answer.token)) };
  }

  #list({ query, path }: Call, detailed: boolean): Reply {
    const name = query.get('name');
    const all = [...this.#around.servers.values()].filter((server) => name === null || server.name.includes(name));
    const marker = query.get('marker');
    const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && start === 0) return fault(400, 'badRequest', `marker [${marker}] not found`);
    const limit = Math.min(Number(query.get('limit') ?? this.#around.pageSize), this.#around.pageSize);
    const page = all.slice(start, start + limit);
    const last = page.at(-1);
    const next = new URLSearchParams(query);
    if (last !== undefined) next.set('marker', last.id);
    const links = last !== undefined && start + limit < all.length ? { servers_links: [{ rel: 'next', href: `${this.url}${path}?${next.toString()}` }] } : {};
    const servers = page.map((server) => (detailed ? serverBody(server, this.#link(server)) : { id: server.id, name: server.name, links: [{ rel: 'self', href: this.#link(server) }] }));
    return { status: 200, body: { servers, ...links } };
  }

  #version(path: string): Reply {
    const of = (id: string, version: string, min_version: string, status: string): unknown => ({
      id, status, version, min_version, updated: '2013-07-23T11:33:21Z', links: [{ rel: 'self', href: `${this.url}/${id}/` }],
    });
    const current = of('v2.1', this.#around.maxMicroversion, '2.1', 'CURRENT');
    return path === '/' ? { status: 200, body: { versions: [of('v2.0', '', '', 'SUPPORTED'), current] } } : { status: 200, body: { version: current } };
  }

  #link(server: CloudServer): string {
    return `${this.url}${novaPath}/servers/${server.id}`;
  }

  async #late(reply: Reply): Promise<Reply> {
    await this.#around.delay();
    return reply;
  }
}

const notImplemented = fault(404, 'itemNotFound', 'The resource could not be found.');

function serverNotFound(id: string): Reply {
  return fault(404, 'itemNotFound', `Instance ${id} could not be found.`);
}

/** Nova's faults have one key that names the kind. */
function fault(code: number, name: string, message: string): Reply {
  return { status: code, body: { [name]: { code, message } } };
}

function lastLines(text: string, length: unknown): string {
  return typeof length === 'number' && length >= 0 ? text.split('\n').slice(-length).join('\n') : text;
}
