import type { Clock } from '../../../core/base/clock.ts';
import { member, type Api, type Call, type CallKind, type Reply } from '../../fakes/http.ts';
import { randomHex, randomUuid } from './random.ts';

/** Who may sign in, and with what. Made up once for a cloud. */
export interface Credentials {
  readonly userId: string;
  readonly username: string;
  readonly password: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly applicationCredentialId: string;
  readonly applicationCredentialName: string;
  readonly applicationCredentialSecret: string;
}

/** A set of credentials that no other cloud has. */
export function makeCredentials(random: () => number): Credentials {
  return {
    userId: randomHex(16, random),
    username: 'demo',
    password: `pw-${randomHex(8, random)}`,
    domainId: 'default',
    domainName: 'Default',
    projectId: randomHex(16, random),
    projectName: 'demo-project',
    applicationCredentialId: randomHex(16, random),
    applicationCredentialName: 'demo-credential',
    applicationCredentialSecret: `ac-${randomHex(16, random)}`,
  };
}

export interface CatalogEndpoint {
  readonly type: string;
  readonly interface: 'public' | 'internal' | 'admin';
  readonly region: string;
  readonly url: string;
}

/** Keystone's words for any sign-in that fails, whatever the reason. */
const unauthorized = failure(401, 'Unauthorized', 'The request you have made requires authentication.');

/** Keystone v3: signs users in, and knows which tokens are good. */
export class Keystone implements Api {
  /** What the catalog lists, in this order. Set once the services have their addresses. */
  catalog: readonly CatalogEndpoint[] = [];
  /** Where clients reach it, without `/v3`. */
  url = '';
  readonly #credentials: Credentials;
  readonly #tokenLifeMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #delay: () => Promise<void>;
  /** Monotonic end of each token and whether it is for a project. */
  readonly #tokens = new Map<string, { readonly endsAtMs: number; readonly scoped: boolean }>();

  constructor(credentials: Credentials, tokenLifeMs: number, clock: Clock, random: () => number, delay: () => Promise<void>) {
    this.#credentials = credentials;
    this.#tokenLifeMs = tokenLifeMs;
    this.#clock = clock;
    this.#random = random;
    this.#delay = delay;
  }

  kindOf({ method, path }: Call): CallKind {
    if (path === '/v3/auth/tokens' && method === 'POST') return 'signIn';
    return method === 'GET' && (path === '/' || path === '/v3' || path === '/v3/') ? 'version' : 'unknown';
  }

  async answer(call: Call): Promise<Reply> {
    const kind = this.kindOf(call);
    const reply = kind === 'signIn' ? this.#signIn(member(call.body, 'auth')) : kind === 'version' ? this.#version(call.path) : failure(404, 'Not Found', '(http://keystone) The resource could not be found.');
    await this.#delay();
    return reply;
  }

  /** `scoped`: good for the servers of the project; `unscoped`: a user without a project; `bad`: unknown, expired or revoked. */
  judgeToken(token: string | undefined): 'scoped' | 'unscoped' | 'bad' {
    const found = this.#tokens.get(token ?? '');
    if (found === undefined || found.endsAtMs <= this.#clock.now()) return 'bad';
    return found.scoped ? 'scoped' : 'unscoped';
  }

  /** Makes every token handed out so far worthless. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  #version(path: string): Reply {
    const version = {
      id: 'v3.14', status: 'stable', updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${this.url}/v3/` }],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
    };
    return path === '/' ? { status: 300, body: { versions: { values: [version] } } } : { status: 200, body: { version } };
  }

  #signIn(auth: unknown): Reply {
    const methods = member(auth, 'identity', 'methods');
    if (!Array.isArray(methods) || methods.length !== 1) return failure(400, 'Bad Request', "'methods' is a required property");
    if (methods[0] === 'application_credential') return this.#signInWithCredential(auth);
    if (methods[0] !== 'password') return unauthorized;
    if (!this.#passwordFits(member(auth, 'identity', 'password', 'user'))) return unauthorized;
    const scope = member(auth, 'scope');
    if (scope === undefined || scope === 'unscoped') return this.#issue('password', false);
    return this.#isOurProject(member(scope, 'project')) ? this.#issue('password', true) : unauthorized;
  }

  #signInWithCredential(auth: unknown): Reply {
    const { applicationCredentialId, applicationCredentialName, applicationCredentialSecret } = this.#credentials;
    if (member(auth, 'scope') !== undefined) return failure(401, 'Unauthorized', 'Error authenticating with application credential: Application credentials cannot request a scope.');
    const given = member(auth, 'identity', 'application_credential');
    const known = member(given, 'id') === applicationCredentialId
      || (member(given, 'id') === undefined && member(given, 'name') === applicationCredentialName && this.#isOurUser(member(given, 'user')));
    return known && member(given, 'secret') === applicationCredentialSecret ? this.#issue('application_credential', true) : unauthorized;
  }

  #passwordFits(user: unknown): boolean {
    return this.#isOurUser(user) && member(user, 'password') === this.#credentials.password;
  }

  /** An id says it all; a name means something in its domain alone. */
  #isOurUser(user: unknown): boolean {
    const { userId, username } = this.#credentials;
    return member(user, 'id') === undefined ? member(user, 'name') === username && this.#isOurDomain(member(user, 'domain')) : member(user, 'id') === userId;
  }

  #isOurProject(project: unknown): boolean {
    const { projectId, projectName } = this.#credentials;
    return member(project, 'id') === undefined ? member(project, 'name') === projectName && this.#isOurDomain(member(project, 'domain')) : member(project, 'id') === projectId;
  }

  #isOurDomain(domain: unknown): boolean {
    const { domainId, domainName } = this.#credentials;
    return member(domain, 'id') === undefined ? member(domain, 'name') === domainName : member(domain, 'id') === domainId;
  }

  #issue(method: string, scoped: boolean): Reply {
    const { userId, username, domainId, domainName, projectId, projectName } = this.#credentials;
    const token = `gAAAAA${randomHex(40, this.#random)}`;
    this.#tokens.set(token, { endsAtMs: this.#clock.now() + this.#tokenLifeMs, scoped });
    const domain = { id: domainId, name: domainName };
    const body = {
      token: {
        methods: [method],
        user: { domain, id: userId, name: username, password_expires_at: null },
        audit_ids: [randomHex(11, this.#random)],
        expires_at: keystoneTime(this.#clock.wallNow() + this.#tokenLifeMs),
        issued_at: keystoneTime(this.#clock.wallNow()),
        ...(scoped ? { project: { domain, id: projectId, name: projectName }, is_domain: false, roles: [{ id: randomHex(16, this.#random), name: 'member' }], catalog: this.#catalogBody() } : {}),
      },
    };
    return { status: 201, headers: { 'X-Subject-Token': token, Vary: 'X-Auth-Token' }, body };
  }

  #catalogBody(): unknown {
    const types = [...new Set(this.catalog.map(({ type }) => type))];
    const names: Readonly<Record<string, string>> = { compute: 'nova', identity: 'keystone' };
    return types.map((type) => ({
      type,
      name: names[type] ?? type,
      id: randomHex(16, this.#random),
      endpoints: this.catalog.filter((endpoint) => endpoint.type === type).map(({ interface: kind, region, url }) => ({ id: randomUuid(this.#random), interface: kind, region, region_id: region, url })),
    }));
  }
}

function failure(code: number, title: string, message: string): Reply {
  return { status: code, headers: code === 401 ? { 'WWW-Authenticate': 'Keystone uri="http://127.0.0.1"' } : {}, body: { error: { code, message, title } } };
}

/** Keystone writes microseconds. */
function keystoneTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '000Z');
}
