import { systemClock } from '../../../core/base/clock.ts';
import type { ImageName } from '../../../core/practice/machine/recipes.ts';
import { labMachine, type LabMachine } from '../machine.ts';
import { startCloud, type Cloud, type ProxyKind } from './cloud.ts';
import type { TokenMode } from './console-tokens.ts';
import { seededRandom } from './random.ts';
import type { CloudTimings } from './timings.ts';

export interface OpenStackLabOptions {
  readonly image: ImageName;
  /** Same seed, same delays and tokens. Print it where it is drawn. */
  readonly seed: number;
  /** Default: `survives`. */
  readonly tokenMode?: TokenMode;
  /** From the drop to the start of the new process. Default: as measured, 2050. */
  readonly downMs?: number;
  /** Default: 0. */
  readonly roundTripMs?: number;
  /** What each call for a console takes on top. Default: 0. */
  readonly consoleCallMs?: number;
  /** Default: `nova`. */
  readonly proxy?: ProxyKind;
  /** Anything else that should not be as measured. */
  readonly timings?: Partial<CloudTimings>;
}

/** A cloud with one server that is a real machine with a real GRUB. */
export interface OpenStackLab {
  readonly cloud: Cloud;
  /** The machine, its image, and what truly happens in it. */
  readonly lab: LabMachine;
  /** How a person names the server. */
  readonly serverName: string;
  /** The name of the cloud in {@link cloudsYaml}. */
  readonly cloudName: string;
  readonly cloudsYaml: string;
  /** `OS_*` variables; they name the same cloud. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const serverName = 'web-1';
const cloudName = 'lab';

/** Starts it, the machine running. Must be closed. */
export async function startOpenStackLab(options: OpenStackLabOptions): Promise<OpenStackLab> {
  const { image, seed, tokenMode, downMs, roundTripMs, consoleCallMs, proxy, timings } = options;
  const lab = await labMachine(image);
  try {
    await lab.machine.start();
    const cloud = await startCloud({
      clock: systemClock,
      random: seededRandom(seed),
      servers: [{ name: serverName, hypervisor: lab.machine }],
      timings: { ...timings, ...(downMs === undefined ? {} : { downMs }), ...(consoleCallMs === undefined ? {} : { consoleCallMs }) },
      consoleOutput: () => lab.truth.serial,
      ...(tokenMode === undefined ? {} : { tokenMode }),
      ...(roundTripMs === undefined ? {} : { roundTripMs }),
      ...(proxy === undefined ? {} : { proxy }),
    });
    return {
      cloud, lab, serverName, cloudName,
      cloudsYaml: cloud.cloudsYaml(cloudName),
      environment: cloud.environment(),
      close: async () => {
        cloud.dispose();
        await lab.close();
      },
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}
