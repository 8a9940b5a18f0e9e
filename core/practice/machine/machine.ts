import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, type Clock } from '../../base/clock.ts';
import { BootcatchError } from '../../base/error.ts';
import { Emitter } from '../../base/events.ts';
import type { Secret } from '../../base/secret.ts';
import { requireUefiFirmware, type Image } from './images.ts';
import { freePort } from './ports.ts';
import { startOwned, type OwnedProcess } from './process.ts';
import { QmpClient } from './qmp.ts';
import { requireTool } from './tools.ts';
import type { HardRebootOptions, MachineExited, MachineOptions, MachineStarted, PracticeMachine, StartOptions } from './types.ts';

/** What a machine takes from its host. */
export interface MachineSurroundings {
  readonly clock: Clock;
  /** 0 to below 1. */
  readonly random: () => number;
}

/** QEMU counts VNC displays from this port. */
const firstVncPort = 5_900;

interface Run {
  readonly process: OwnedProcess;
  readonly qmp: QmpClient;
}

/**
 * A virtual machine in software emulation that boots a practice image, its console on 127.0.0.1. It is off until
 * {@link PracticeMachine.start}.
 * @throws BootcatchError `practice.toolMissing` where QEMU or the firmware is not installed.
 */
export async function createMachine(image: Image, surroundings: MachineSurroundings, options: MachineOptions = {}): Promise<PracticeMachine> {
  const qemu = requireTool('qemu-system-x86_64');
  const firmware = image.recipe.firmware === 'uefi' ? ['-bios', await requireUefiFirmware()] : [];
  const fixedArguments = [
    // Software emulation on purpose: /dev/kvm may open and still not work, and a boot to practise on needs no speed.
    '-machine', 'pc,accel=tcg', '-m', '256', '-nodefaults', '-no-user-config', '-vga', 'std',
    '-drive', `file=${image.path},format=raw,if=virtio,readonly=on`,
    '-display', 'none', '-qmp', 'stdio',
    ...firmware,
    ...(options.keyboardLayout === undefined ? [] : ['-k', options.keyboardLayout]),
    ...(options.extraArguments ?? []),
  ];
  return new QemuMachine(qemu, fixedArguments, options.vncPassword, surroundings);
}

class QemuMachine implements PracticeMachine {
  readonly #qemu: string;
  readonly #arguments: readonly string[];
  readonly #vncPassword: Secret | undefined;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #started = new Emitter<MachineStarted>();
  readonly #exited = new Emitter<MachineExited>();
  readonly #errorLine = new Emitter<string>();
  readonly onStarted = this.#started.event;
  readonly onExited = this.#exited.event;
  readonly onErrorLine = this.#errorLine.event;
  #run: Run | undefined;
  #starts = 0;
  #stopping = false;
  readonly #closing = new AbortController();
  #vncPort: number | undefined;
  #webSocketPort: number | undefined;
  /** The end of the action under way; the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(qemu: string, fixedArguments: readonly string[], vncPassword: Secret | undefined, { clock, random }: MachineSurroundings) {
    this.#qemu = qemu;
    this.#arguments = fixedArguments;
    this.#vncPassword = vncPassword;
    this.#clock = clock;
    this.#random = random;
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  get vncPort(): number | undefined {
    return this.#vncPort;
  }

  get webSocketPort(): number | undefined {
    return this.#webSocketPort;
  }

  start(options: StartOptions = {}): Promise<void> {
    return this.#inTurn(() => this.#start(options));
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  hardReboot({ downMs, signal, ...options }: HardRebootOptions): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stop();
      await sleep(this.#clock, downMs, signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]));
      await this.#start(options);
    });
  }

  async reset(): Promise<void> {
    await this.command('system_reset');
  }

  command(name: string, commandArguments?: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#run?.qmp.command(name, commandArguments) ?? Promise.reject(new BootcatchError('practice.machineOff'));
  }

  async close(): Promise<void> {
    this.#closing.abort(new BootcatchError('practice.machineOff'));
    // Not in turn: whatever is under way ends with the process.
    this.#run?.process.kill();
    await this.#inTurn(() => this.#stop());
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action, action);
    this.#last = result.catch(() => {});
    return result;
  }

  async #start(options: StartOptions): Promise<void> {
    this.#closing.signal.throwIfAborted();
    if (this.#run !== undefined) return;
    this.#vncPort = options.vncPort ?? this.#vncPort ?? (await freePort(this.#random));
    this.#webSocketPort ??= await freePort(this.#random);
    const vncPort = this.#vncPort;
    const webSocketPort = this.#webSocketPort;
    const vnc = `127.0.0.1:${vncPort - firstVncPort},websocket=${webSocketPort}`;
    const spawnedAtMs = this.#clock.now();
    if (this.#vncPassword === undefined) await this.#launch(['-vnc', vnc]);
    else await withSecretFile(this.#vncPassword, (file) => this.#launch(['-object', `secret,id=console,file=${file}`, '-vnc', `${vnc},password-secret=console`]));
    this.#started.fire({ atMs: this.#clock.now(), spawnedAtMs, start: this.#starts, vncPort, webSocketPort });
  }

  /** Starts the process; resolves when QEMU takes commands, and by then it has opened every port and read every file. */
  async #launch(consoleArguments: readonly string[]): Promise<void> {
    const process = startOwned(this.#qemu, [...this.#arguments, ...consoleArguments]);
    const start = ++this.#starts;
    process.onErrorLine((line) => this.#errorLine.fire(line));
    const run: Run = { process, qmp: new QmpClient(process) };
    this.#run = run;
    this.#stopping = false;
    void process.exited.then(() => {
      this.#run = undefined;
      this.#exited.fire({ atMs: this.#clock.now(), start, expected: this.#stopping || this.#closing.signal.aborted });
    });
    try {
      await run.qmp.ready();
    } catch (error) {
      process.kill();
      await process.exited;
      throw new BootcatchError('practice.machineFailed', { line: process.lastErrorLines.at(-1) ?? '-' }, { cause: error });
    }
  }

  async #stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#stopping = true;
    run.process.kill();
    await run.process.exited;
  }
}

/** Runs `use` with the secret in a file that only this user can read: arguments can be read by everybody on the machine. */
async function withSecretFile(secret: Secret, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-machine-'));
  try {
    const file = join(folder, 'password');
    await writeFile(file, secret.reveal(), { mode: 0o600 });
    await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
