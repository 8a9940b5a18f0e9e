import type { Size } from '../screen/screen.ts';
import type { Phase, Reading } from '../reading/reading.ts';
import type { Firmware } from './laps.ts';

/** Phases before the boot loader has made its choice. */
const beforeChoice: ReadonlySet<Phase> = new Set(['firmware', 'networkBoot', 'bootLoader']);

/** Phases that only come once the boot loader has gone on. */
const pastLoader: ReadonlySet<Phase> = new Set([
  'booting',
  'kernel',
  'initramfs',
  'init',
  'rescueShell',
  'passwordPrompt',
  'login',
  'panic',
  'fsck',
  'relabel',
  'crashDump',
]);

/** Work in progress, or a server that is up: not to be reset without a second question. */
const worthKeeping = ['login', 'fsck', 'relabel', 'crashDump'] as const satisfies readonly Phase[];

export const isBeforeChoice = (phase: Phase): boolean => beforeChoice.has(phase);
export const isPastLoader = (phase: Phase): boolean => pastLoader.has(phase);
export const isWorthKeeping = (phase: Phase): phase is (typeof worthKeeping)[number] => (worthKeeping as readonly Phase[]).includes(phase);

/** The picture at the time of the reboot, to tell a reset from it. */
export interface RunMark {
  readonly phase: Phase;
  readonly text: string;
  readonly size: Size;
}

export function markRun(reading: Reading, { width, height }: Size): RunMark {
  return { phase: reading.phase, text: reading.text.lines.join('\n'), size: { width, height } };
}

export type ResetSign = 'blank' | 'firmware' | 'sizeChange' | 'bootLoader';

/**
 * What on the screen shows that the guest started anew while the console stayed, if anything does.
 * @param asked true where a reboot was asked for: only then does a screen that goes blank count, since consoles blank by themselves
 */
export function resetSign(before: RunMark, now: RunMark, asked: boolean): ResetSign | undefined {
  if (now.phase === 'firmware' || now.phase === 'networkBoot') return before.phase === now.phase ? undefined : 'firmware';
  if (now.phase === 'bootLoader' || now.phase === 'bootMenu') return before.phase === now.phase ? undefined : 'bootLoader';
  if (!asked) return undefined;
  if (now.size.width !== before.size.width || now.size.height !== before.size.height) return 'sizeChange';
  return now.phase === 'blank' && before.phase !== 'blank' ? 'blank' : undefined;
}

/** A BIOS shows itself by SeaBIOS's name or by VGA text mode; UEFI has neither. Nothing else proves a firmware. */
export function firmwareSeen(reading: Reading, size: Size): Firmware {
  const isVgaText = size.width === 720 && size.height === 400;
  return isVgaText || reading.text.lines.some((line) => line.includes('SeaBIOS')) ? 'bios' : 'unknown';
}
