import type { Event } from '../../base/events.ts';
import type { Secret } from '../../base/secret.ts';

/** A machine that has just begun to run. */
export interface MachineStarted {
  /** Monotonic time at which QEMU answered, its VNC port open and its CPU running. */
  readonly atMs: number;
  /** Monotonic time at which the process was asked for. */
  readonly spawnedAtMs: number;
  /** Counts the starts of this machine from 1. */
  readonly start: number;
  /** TCP port of the console on 127.0.0.1. */
  readonly vncPort: number;
  /** Port of QEMU's own WebSocket on 127.0.0.1. */
  readonly webSocketPort: number;
}

/** A machine whose process has ended: every console connection is gone and both ports refuse. */
export interface MachineExited {
  readonly atMs: number;
  readonly start: number;
  /** False where nobody asked for it. */
  readonly expected: boolean;
}

export interface StartOptions {
  /** TCP port for the console, 5900 or above. Default: the one of the last start, a free one the first time. */
  readonly vncPort?: number;
}

export interface HardRebootOptions extends StartOptions {
  /** Time between the end of the old process and the start of the new one. */
  readonly downMs: number;
  /** Ends the wait; the machine then stays off. */
  readonly signal?: AbortSignal;
}

/** How a machine is set up; the same at each of its starts. */
export interface MachineOptions {
  /** Password of the console (VNC authentication). Default: none is asked for. */
  readonly vncPassword?: Secret;
  /** The keyboard layout that QEMU takes keysyms for (`-k`), e.g. `ja`. Default: QEMU's own, `en-us`. */
  readonly keyboardLayout?: string;
  /** More arguments for QEMU, e.g. the ports on which a laboratory listens. */
  readonly extraArguments?: readonly string[];
}

/** A real virtual machine with a boot to catch. At most one of its actions runs at a time; a second one waits for the first. */
export interface PracticeMachine {
  readonly running: boolean;
  /** Port of the current start or, while off, of the last one; undefined before the first. */
  readonly vncPort: number | undefined;
  readonly webSocketPort: number | undefined;
  readonly onStarted: Event<MachineStarted>;
  readonly onExited: Event<MachineExited>;
  /** Each line that QEMU writes to its error stream: warnings and traces. */
  readonly onErrorLine: Event<string>;
  /**
   * Resolves when the console's port is open. Does nothing where the machine runs.
   * @throws BootcatchError `practice.machineFailed` with QEMU's own words.
   */
  start(options?: StartOptions): Promise<void>;
  /** Ends the process at once, as a host does that pulls the plug. Resolves when it is gone. */
  stop(): Promise<void>;
  /** The hard reboot of a cloud: the process ends, `downMs` go by, a new one starts. Resolves when the console's port is open again. */
  hardReboot(options: HardRebootOptions): Promise<void>;
  /** The reset button: the guest starts anew, the console connection stays. */
  reset(): Promise<void>;
  /**
   * Runs a command of QEMU's machine protocol (QMP) and returns its `return` value.
   * @throws BootcatchError `practice.machineOff` or `practice.machineRefused`.
   */
  command(name: string, commandArguments?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Ends the process for good; a start under way fails. Resolves when nothing is left. */
  close(): Promise<void>;
}
