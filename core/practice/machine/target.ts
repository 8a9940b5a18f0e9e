import { randomUUID } from 'node:crypto';
import { BootcatchError } from '../../base/error.ts';
import { Secret } from '../../base/secret.ts';
import type { Endpoint } from '../../link/endpoint.ts';
import type { ReachProfile, RebootKind, Target } from '../../providers/provider.ts';
import { obtainImage } from './images.ts';
import type { OnNotice } from './kernel.ts';
import { createMachine, type MachineSurroundings } from './machine.ts';
import { freePort } from './ports.ts';
import type { ImageName } from './recipes.ts';
import { findTool } from './tools.ts';
import type { MachineOptions, PracticeMachine } from './types.ts';
import { startWebsockify, type Websockify } from './websockify.ts';

/** What stands between the console and its client. `qemu`: its own WebSocket (the picture's console has one; the serial port has not). `tcp`: nothing. */
export type PracticeGateway = 'websockify' | 'qemu' | 'tcp';

export interface QemuTargetOptions extends MachineOptions {
  readonly image: ImageName;
  /** Where kernel and images are kept. */
  readonly cacheFolder: string;
  /** How long the machine is away at a hard reboot. Default: 2000, as long as a real cloud took. */
  readonly downMs?: number;
  /** Default: websockify where it is installed, as most consoles on the web have it in front; else QEMU's own. */
  readonly gateway?: PracticeGateway;
  readonly onNotice?: OnNotice;
}

/** A target with a real virtual machine of its own, which runs from the beginning. */
export interface QemuTarget extends Target {
  readonly machine: PracticeMachine;
  /** Ends everything that was started and removes what it wrote, save for the cache. */
  close(): Promise<void>;
}

/** A machine of one's own takes as many probes as one likes. */
const ownMachine: ReachProfile = {
  firstDelayMs: 0,
  intervalMs: 50,
  maxInFlight: 8,
  probeTimeoutMs: 2_000,
  renewIntervalMs: 1_000,
  maxRenewalsInFlight: 1,
  handshake: 'whole',
  evidence: 'measured',
};

/** What QEMU needs to be told for a serial line on that port of 127.0.0.1. The first line that it is told of is the one that an image uses; it serves one client at a time. */
export const serialLineArguments = (port: number): readonly string[] => ['-chardev', `socket,id=line,host=127.0.0.1,port=${port},server=on,wait=off`, '-serial', 'chardev:line'];

/**
 * Starts the practice machine: a real GRUB and a real kernel that panics. Its hard reboot ends the process and starts a new
 * one, so the console drops and is refused for a while; its soft one presses the reset button, so the console stays.
 * @throws BootcatchError `practice.*` that says what is missing here and which command brings it.
 */
export async function startQemuTarget(options: QemuTargetOptions, surroundings: MachineSurroundings): Promise<QemuTarget> {
  const { image: name, cacheFolder, downMs = 2_000, gateway = findTool('websockify') === undefined ? 'qemu' : 'websockify' } = options;
  const image = await obtainImage(name, cacheFolder, options.onNotice);
  const serialPort = image.recipe.output === 'serial' ? await freePort(surroundings.random) : undefined;
  const serialLine = serialPort === undefined ? [] : serialLineArguments(serialPort);
  const machine = await createMachine(image, surroundings, { ...options, extraArguments: [...serialLine, ...(options.extraArguments ?? [])] });
  const token = randomUUID();
  let websockify: Websockify | undefined;
  try {
    await machine.start();
    if (gateway === 'websockify') websockify = await startWebsockify(surroundings);
    const consolePort = serialPort ?? machine.vncPort;
    if (consolePort !== undefined) await websockify?.allow(token, consolePort);
  } catch (error) {
    await close();
    throw error;
  }

  /** Why the last hard reboot failed; told at the next occasion, because nobody waits for its end. */
  let failure: unknown;
  const tellFailure = (): void => {
    const error = failure;
    failure = undefined;
    if (error !== undefined) throw error as Error;
  };
  const common = { ...(options.vncPassword === undefined ? {} : { password: options.vncPassword }), handshake: 'whole', ...(serialPort === undefined ? {} : { text: {} }) } as const;

  return {
    label: `qemu:${name}`,
    provider: 'qemu',
    reach: ownMachine,
    consoleAtReboot: 'drops',
    firmware: image.recipe.firmware,
    canRenew: true,
    harmless: true,
    machine,
    endpoint: () => new Promise((resolve) => resolve(endpoint())),
    reboot: async (kind: RebootKind): Promise<void> => {
      tellFailure();
      if (kind === 'soft') return machine.reset();
      // A cloud answers when it has taken the request, not when it is done.
      machine.hardReboot({ downMs }).catch((error: unknown) => (failure = error));
    },
    status: () => Promise.resolve(machine.running ? 'running' : 'off'),
    close,
  };

  function endpoint(): Endpoint {
    tellFailure();
    if (websockify !== undefined) return { kind: 'websocket', url: new Secret(websockify.url(token)), ...common };
    const { vncPort, webSocketPort } = machine;
    if (vncPort === undefined || webSocketPort === undefined) throw new BootcatchError('practice.machineOff');
    if (serialPort !== undefined) return { kind: 'tcp', host: '127.0.0.1', port: serialPort, ...common };
    if (gateway === 'tcp') return { kind: 'tcp', host: '127.0.0.1', port: vncPort, ...common };
    return { kind: 'websocket', url: new Secret(`ws://127.0.0.1:${webSocketPort}/`), ...common };
  }

  async function close(): Promise<void> {
    await Promise.all([machine.close(), websockify?.close()]);
  }
}
