import { z } from 'zod';
import { BootcatchError } from '../../base/error.ts';
import type { Disposable } from '../../base/lifecycle.ts';
import type { OwnedProcess } from './process.ts';

const messageSchema = z.union([
  z.object({ QMP: z.unknown() }),
  z.object({ return: z.unknown(), id: z.number() }),
  z.object({ error: z.object({ desc: z.string() }), id: z.number() }),
]);

interface Waiting {
  readonly name: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: BootcatchError) => void;
}

/** QEMU's machine protocol over the standard streams of its process (docs/interop/qmp-spec of QEMU): one JSON text a line. */
export class QmpClient implements Disposable {
  readonly #process: OwnedProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listening: Disposable;
  readonly #greeted: Promise<void>;
  #greet: () => void = () => {};
  #nextId = 1;
  #ended = false;

  constructor(process: OwnedProcess) {
    this.#process = process;
    this.#greeted = new Promise((resolve) => (this.#greet = resolve));
    this.#listening = process.onOutputLine((line) => this.#take(line));
    void process.exited.then(() => this.dispose());
  }

  /** Resolves once QEMU has greeted and takes commands: every port that it was told to open is open by then. */
  async ready(): Promise<void> {
    await Promise.race([this.#greeted, this.#process.exited]);
    await this.command('qmp_capabilities');
  }

  /** @throws BootcatchError `practice.machineOff` where the process ends first, `practice.machineRefused` with QEMU's words. */
  command(name: string, commandArguments: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#ended) return Promise.reject(new BootcatchError('practice.machineOff'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, resolve, reject });
      this.#process.stdin.write(`${JSON.stringify({ execute: name, arguments: commandArguments, id })}\n`);
    });
  }

  dispose(): void {
    this.#ended = true;
    this.#listening.dispose();
    for (const { reject } of this.#waiting.values()) reject(new BootcatchError('practice.machineOff'));
    this.#waiting.clear();
  }

  #take(line: string): void {
    const parsed = messageSchema.safeParse(parseJson(line));
    // What is left is QEMU's own events; nobody here waits for one.
    if (!parsed.success) return;
    const message = parsed.data;
    if ('QMP' in message) return this.#greet();
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (waiting === undefined) return;
    if ('error' in message) waiting.reject(new BootcatchError('practice.machineRefused', { command: waiting.name, answer: message.error.desc }));
    else waiting.resolve(message.return);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
