import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { freePort } from '../../../core/practice/machine/ports.ts';
import { startOwned } from '../../../core/practice/machine/process.ts';
import { programAnswers } from '../cloud/websockify.ts';

/** How to get what {@link startDebianKeystone} needs: Keystone's programs without a service that starts by itself. */
export const keystoneInstall = 'apt-get install --no-install-recommends python3-keystone';

const manage = '/usr/bin/keystone-manage';
const wsgi = '/usr/bin/keystone-wsgi-public';

/** True where Debian's Keystone is installed. */
export const hasKeystone = existsSync(manage) && existsSync(wsgi);

const run = promisify(execFile);

export interface DebianKeystoneOptions {
  /** Given to the first user, `admin`, who may do everything. */
  readonly adminPassword: string;
  /** Life of a token. */
  readonly tokenLifeSeconds: number;
  readonly random: () => number;
}

/** Debian's own Keystone with a database of its own. */
export interface DebianKeystone {
  /** Its address, without `/v3`. */
  readonly url: string;
  /** Calls its API as its administrator, whose token is renewed at a 401. The path begins behind `/v3`. @throws Error with Keystone's words for anything but 2xx */
  admin(method: string, path: string, body?: object): Promise<unknown>;
  /** What Nova's middleware asks: whether a token is good, and for a project. */
  judgeToken(token: string | undefined): Promise<'scoped' | 'unscoped' | 'bad'>;
  /** Ends a token before its time. */
  revoke(token: string): Promise<void>;
  /** Another Keystone on the same database, whose tokens live so long. It ends with this one. Resolves with its address, without `/v3`. */
  alsoServe(tokenLifeSeconds: number): Promise<string>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/**
 * Starts it behind Python's own HTTP server: SQLite, Fernet tokens, a region `RegionOne`, the domain `Default`, a project `admin`. It takes half a minute of
 * one core. Passwords are hashed in four rounds, as nothing here is worth more.
 */
export async function startDebianKeystone({ adminPassword, tokenLifeSeconds, random }: DebianKeystoneOptions): Promise<DebianKeystone> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-keystone-'));
  const servers: { kill(): void; readonly exited: Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers) server.kill();
    await Promise.all(servers.map(({ exited }) => exited));
    await rm(folder, { recursive: true });
  };
  const configure = async (lifeSeconds: number): Promise<string> => {
    const file = join(folder, `keystone-${lifeSeconds}.conf`);
    await writeFile(file, [
      '[DEFAULT]', `log_file = ${folder}/keystone.log`,
      '[database]', `connection = sqlite:///${folder}/keystone.db`,
      '[fernet_tokens]', `key_repository = ${folder}/fernet-keys`,
      '[credential]', `key_repository = ${folder}/credential-keys`,
      '[identity]', 'password_hash_rounds = 4',
      '[token]', `expiration = ${lifeSeconds}`, '',
    ].join('\n'));
    return file;
  };
  const serve = async (lifeSeconds: number, port: number): Promise<string> => {
    const file = await configure(lifeSeconds);
    const owned = startOwned('/usr/bin/env', [`OS_KEYSTONE_CONFIG_FILES=${file}`, wsgi, '--host', '127.0.0.1', '--port', `${port}`]);
    servers.push(owned);
    await programAnswers(owned, port, 'Keystone');
    return `http://127.0.0.1:${port}`;
  };
  try {
    const config = await configure(tokenLifeSeconds);
    for (const keys of ['fernet-keys', 'credential-keys']) await mkdir(join(folder, keys), { mode: 0o700 });
    const port = await freePort(random);
    const address = `http://127.0.0.1:${port}/v3`;
    const owner = ['--keystone-user', `${process.getuid?.()}`, '--keystone-group', `${process.getgid?.()}`];
    const steps = [['db_sync'], ['fernet_setup', ...owner], ['credential_setup', ...owner], ['bootstrap', '--bootstrap-region-id', 'RegionOne', ...['public', 'internal', 'admin'].flatMap((name) => [`--bootstrap-${name}-url`, address])]];
    const database = new DatabaseSync(join(folder, 'keystone.db'));
    // Kept in the file: without it Keystone's own readers lock its writers out.
    database.exec('PRAGMA journal_mode = WAL');
    database.close();
    for (const step of steps) await run(manage, ['--config-file', config, ...step], { env: { ...process.env, OS_BOOTSTRAP_PASSWORD: adminPassword } });
    const url = await serve(tokenLifeSeconds, port);

    let adminToken = '';
    const call = (method: string, path: string, token: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
      fetch(`${url}/v3${path}`, { method, headers: { 'content-type': 'application/json', 'x-auth-token': token, ...headers }, ...(body && { body: JSON.stringify(body) }) });
    const asAdmin = async (method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Response> => {
      const answer = await call(method, path, adminToken, body, headers);
      if (answer.status !== 401) return answer;
      const domain = { id: 'default' };
      const identity = { methods: ['password'], password: { user: { name: 'admin', domain, password: adminPassword } } };
      const signIn = await call('POST', '/auth/tokens', '', { auth: { identity, scope: { project: { name: 'admin', domain } } } });
      adminToken = signIn.headers.get('x-subject-token') ?? '';
      return await call(method, path, adminToken, body, headers);
    };
    return {
      url,
      admin: async (method, path, body) => {
        const answer = await asAdmin(method, path, body);
        const text = await answer.text();
        if (!answer.ok) throw new Error(`Keystone answered ${method} ${path} with ${answer.status}: ${text}`);
        return text === '' ? undefined : (JSON.parse(text) as unknown);
      },
      judgeToken: async (token) => {
        if (!token) return 'bad';
        const answer = await asAdmin('GET', '/auth/tokens?nocatalog', undefined, { 'x-subject-token': token });
        if (!answer.ok) return 'bad';
        return 'project' in ((await answer.json()) as { readonly token: object }).token ? 'scoped' : 'unscoped';
      },
      revoke: async (token) => void (await asAdmin('DELETE', '/auth/tokens', undefined, { 'x-subject-token': token })),
      alsoServe: async (lifeSeconds) => serve(lifeSeconds, await freePort(random)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
