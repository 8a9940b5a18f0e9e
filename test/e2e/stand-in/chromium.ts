import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Chromium answers a DevTools message at once, or never. */
const ANSWER_LIMIT_MS = 30_000;

/** One DevTools session: with the browser, or with one page. Emits each event under its name. */
export class DevToolsSession extends EventEmitter {
  readonly #connection: Connection;
  readonly id: string | undefined;

  constructor(connection: Connection, id?: string) {
    super();
    this.setMaxListeners(0);
    this.#connection = connection;
    this.id = id;
  }

  send<T>(method: string, params: object = {}): Promise<T> {
    return this.#connection.send(method, params, this.id) as Promise<T>;
  }
}

class Connection {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }>();
  readonly sessions = new Map<string | undefined, DevToolsSession>();
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (text: Buffer) => this.#take(JSON.parse(text.toString()) as Reply));
    socket.on('close', () => {
      for (const id of this.#waiting.keys()) this.#answered(id)?.reject(new Error('Chromium has ended'));
    });
  }

  send(method: string, params: object, sessionId: string | undefined): Promise<unknown> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#answered(id)?.reject(new Error(`Chromium has not answered ${method} within ${ANSWER_LIMIT_MS / 1_000} s`)), ANSWER_LIMIT_MS);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  #take({ id, method, params, sessionId, result, error }: Reply): void {
    if (method !== undefined) return void this.sessions.get(sessionId)?.emit(method, params ?? {});
    const waiting = this.#answered(id ?? 0);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #answered(id: number) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium that the windows are shown in; undefined where none is installed. */
export function chromiumPath(): string | undefined {
  return process.env['BOOTCATCH_CHROMIUM'] ?? programs.find(existsSync);
}

let connection: Connection;
/** The session with the browser itself. */
export let browser: DevToolsSession;

/** Starts Chromium. @returns its DevTools address */
export async function openChromium(): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'bootcatch-stand-in-'));
  // Electron tells when the other end of a port has gone; Chromium by itself only with this feature.
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-blink-features=MessagePortCloseEvent'];
  const started = spawn(chromiumPath() ?? 'chromium', [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => {
    started.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const address = await new Promise<string>((resolve, reject) => {
    started.once('error', reject);
    started.once('exit', () => reject(new Error('Chromium has ended')));
    createInterface({ input: started.stderr }).on('line', (line) => {
      const [, found] = /^DevTools listening on (ws:\/\/.*)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 512 << 20 });
  await once(socket, 'open');
  connection = new Connection(socket);
  browser = new DevToolsSession(connection);
  connection.sessions.set(undefined, browser);
  await browser.send('Target.setDiscoverTargets', { discover: true });
  // The page that Chromium begins with is no window of the app.
  const { targetInfos } = await browser.send<{ targetInfos: { targetId: string; type: string }[] }>('Target.getTargets');
  for (const { targetId, type } of targetInfos) if (type === 'page') await browser.send('Target.closeTarget', { targetId });
  return address;
}

export async function attach(targetId: string): Promise<DevToolsSession> {
  const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const session = new DevToolsSession(connection, sessionId);
  connection.sessions.set(sessionId, session);
  return session;
}
