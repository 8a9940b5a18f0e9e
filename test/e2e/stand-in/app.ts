import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StandInEvent } from './event.ts';
import { utilityMetrics } from './utility.ts';

/** What `app` needs of the windows; they set it, since they need the app too. */
export const windows: { closeAll: () => boolean } = { closeAll: () => true };

class App extends EventEmitter {
  readonly commandLine = { appendSwitch: (): void => undefined };
  readonly isPackaged = false;
  readonly #paths = new Map<string, string>();
  readonly #ready = Promise.withResolvers<void>();
  #lock: string | undefined;
  #quitting = false;

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return true;
  }

  /** `ready` comes first, then whoever waits for it. */
  becomeReady(): void {
    this.emit('ready', {});
    this.#ready.resolve();
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? join(tmpdir(), 'bootcatch-stand-in', name);
  }

  getPreferredSystemLanguages(): string[] {
    return [(process.env['LANG'] ?? 'en').replace(/\..*$/, '').replace('_', '-')];
  }

  /** One a data folder, as long as its process lives. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'stand-in.lock');
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
    } catch {
      const holder = Number(readFileSync(path, 'utf8'));
      if (isAlive(holder)) return false;
      writeFileSync(path, String(process.pid));
    }
    this.#lock = path;
    return true;
  }

  quit(): void {
    if (this.#quitting) return;
    const event = new StandInEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented || !windows.closeAll()) return;
    this.#quitting = true;
    this.emit('will-quit', new StandInEvent());
    this.exit(0);
  }

  exit(code = 0): void {
    if (this.#lock !== undefined) rmSync(this.#lock, { force: true });
    this.emit('quit', {}, code);
    process.exit(code);
  }

  getAppMetrics(): ReturnType<typeof utilityMetrics> {
    return utilityMetrics();
  }

  setAppUserModelId(): void {}
  enableSandbox(): void {}
  setAsDefaultProtocolClient(): boolean {
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export const app = new App();
