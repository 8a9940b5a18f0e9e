import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { portAddress, ports } from './desk.ts';
import type { StandInPort } from './ports.ts';

const children = new Map<ChildProcess, string>();
process.on('exit', () => {
  for (const child of children.keys()) child.kill('SIGKILL');
});

class StandInUtility extends EventEmitter {
  readonly #child: ChildProcess;

  constructor(entry: string, args: string[], name: string) {
    super();
    this.#child = fork(entry, args, { execArgv: ['--import', fileURLToPath(new URL('./utility-main.ts', import.meta.url))], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
    children.set(this.#child, name);
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) => {
      children.delete(this.#child);
      this.emit('exit', code ?? (signal === null ? 1 : 128));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown, transfer: StandInPort[] = []): void {
    this.#child.send({ message, ports: transfer.map((port) => portAddress(ports.lend(port))) });
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = { fork: (entry: string, args: string[] = [], { serviceName = '' } = {}) => new StandInUtility(entry, args, serviceName) };

/** The utility processes that run, as `app.getAppMetrics` tells them. */
export function utilityMetrics(): { type: string; name: string; pid: number }[] {
  return [...children].map(([{ pid = 0 }, name]) => ({ type: 'Utility', name, pid }));
}
