import { setTimeout as wait } from 'node:timers/promises';
import { advance, newMachine, wakeTime, type Input } from '../../core/practice/simulated/boot/boot-machine.ts';
import { defaultBootSettings, type BootSettings } from '../../core/practice/simulated/boot/boot-settings.ts';
import { brokenKernel } from '../../core/practice/simulated/boot/disk.ts';
import { topLevel } from '../../core/practice/simulated/boot/grub.ts';
import type { Machine } from '../../core/practice/simulated/boot/machine.ts';
import { imageRecipes, type ImageName, type ImageRecipe } from '../../core/practice/machine/recipes.ts';
import type { LabMachine } from './machine.ts';

/** Keys to press on a machine that was just reset, by their names in the simulation. */
export interface KeySequence {
  readonly image: ImageName;
  /** `early`: while the firmware starts the boot sector, so that they wait in its buffer. `late`: at the menu, or in the silence of a hidden one. */
  readonly moment: 'early' | 'late';
  readonly keys: readonly string[];
  /** Shift is down from the moment on and stays so. */
  readonly shift?: true;
  /** Looks only after the timeout is over. */
  readonly untilTimeout?: true;
}

/** What became of it, in words that both sides can say: e.g. `menu, line 1, held`, `editor`, `booted broken`. */
export type SequenceOutcome = string;

/** The screen has settled when it showed the same this long; a countdown's number does not count. */
const settleMs = 300;
const settleLimitMs = 10_000;
/** How long another outcome than the expected one must last to be believed. */
const outcomeLimitMs = 4_000;
/** How long a moment of the boot may take to come. */
const momentLimitMs = 20_000;
const lookGapMs = 30;
/** Between two keys; GRUB's polling takes a moment for each. */
const keyGapMs = 60;
const timeoutGraceMs = 1_500;

export function describeSequence({ image, moment, keys, shift, untilTimeout }: KeySequence): string {
  return `${image}: ${[...(shift ? ['Shift held'] : []), ...keys].join(' ') || 'nothing'} ${moment}${untilTimeout ? ', after the timeout' : ''}`;
}

const timeoutMs = (recipe: ImageRecipe): number => recipe.timeoutSeconds * 1_000 + timeoutGraceMs;

/** The simulation's answer. */
export function simulatedOutcome(sequence: KeySequence): SequenceOutcome {
  const recipe: ImageRecipe = imageRecipes[sequence.image];
  const settings: BootSettings = { ...defaultBootSettings, firmware: recipe.firmware, style: recipe.style, timeoutSeconds: recipe.timeoutSeconds, nested: recipe.nested === true, kernelMs: 1e6 };
  let machine: Machine = newMachine;
  let nowMs = 0;
  const apply = (input: Input): void => {
    machine = advance(machine, input, { settings, nowMs }).machine;
  };
  const pass = (ms: number): void => {
    const untilMs = nowMs + ms;
    for (let dueMs = wakeTime(machine); dueMs !== undefined && dueMs <= untilMs; dueMs = wakeTime(machine)) {
      nowMs = Math.max(nowMs, dueMs);
      apply({ type: 'time' });
    }
    nowMs = untilMs;
  };
  apply({ type: 'powerOn' });
  pass(sequence.moment === 'early' ? settings.firmwareMs + 50 : settings.firmwareMs + settings.loaderMs + 100);
  if (sequence.shift) apply({ type: 'shift', held: true });
  for (const key of sequence.keys) {
    const shifted = key.startsWith('shift-');
    if (shifted) apply({ type: 'shift', held: true });
    apply({ type: 'key', key });
    if (shifted) apply({ type: 'shift', held: false });
    if (sequence.moment === 'late') pass(keyGapMs);
  }
  if (sequence.moment === 'early') pass(settings.loaderMs);
  pass(100 + (sequence.untilTimeout ? timeoutMs(recipe) : 0));
  return wordsFor(machine);
}

function wordsFor({ stage }: Machine): SequenceOutcome {
  switch (stage.name) {
    case 'menu':
      return `${stage.levels.length > 1 ? 'submenu' : 'menu'}, line ${topLevel(stage).selected}, ${stage.secondsLeft === undefined ? 'held' : 'counting'}`;
    case 'grubShell':
      return 'shell';
    case 'kernel':
      return `booted ${stage.kernel === brokenKernel ? 'broken' : stage.to === 'login' ? 'previous' : 'rescue'}`;
    default:
      return stage.name;
  }
}

/** QEMU's names for the keys of the simulation. */
function qcodes(key: string): readonly string[] {
  const named: Readonly<Record<string, readonly string[]>> = { enter: ['ret'], escape: ['esc'], pageUp: ['pgup'], pageDown: ['pgdn'], ' ': ['spc'], '^': ['shift', '6'], insert: ['insert'] };
  const chord = /^(ctrl|shift)-(.+)$/.exec(key);
  return named[key] ?? (chord ? [chord[1] ?? '', chord[2] ?? ''] : [key]);
}

/**
 * The real machine's answer. It must be on; it is reset first.
 * @param expected what the screen is given time to come to: how slow a loaded machine is, nobody knows beforehand
 */
export async function realOutcome({ machine, truth }: LabMachine, sequence: KeySequence, expected: SequenceOutcome): Promise<SequenceOutcome> {
  const recipe: ImageRecipe = imageRecipes[sequence.image];
  // QEMU may hang for good when it is reset in the first moment of its life.
  await truth.waitForMark('menu');
  const before = truth.marks.length;
  const shift = (down: boolean): Promise<unknown> => machine.command('input-send-event', { events: [{ type: 'key', data: { down, key: { type: 'qcode', data: 'shift' } } }] });
  await machine.reset();
  if (sequence.moment === 'early') await firmwareListens(truth);
  else {
    await truth.waitForMark('menu', { skip: before });
    if (recipe.style === 'menu') await settled(truth);
  }
  if (sequence.shift) await shift(true);
  for (const key of sequence.keys) {
    await truth.press(...qcodes(key));
    await wait(keyGapMs);
  }
  await truth.waitForMark('menu', { skip: before });
  if (sequence.untilTimeout) await wait(timeoutMs(recipe));
  const untilMs = performance.now() + outcomeLimitMs;
  let outcome: SequenceOutcome;
  do {
    await settled(truth);
    outcome = await look(truth, before);
  } while (outcome !== expected && performance.now() < untilMs);
  if (sequence.shift) await shift(false);
  return outcome;
}

/** Waits until SeaBIOS says that it starts the boot sector: its keyboard works then, and GRUB does not run yet. */
async function firmwareListens(truth: LabMachine['truth']): Promise<void> {
  const untilMs = performance.now() + momentLimitMs;
  while (performance.now() < untilMs) {
    if ((await truth.textScreen())?.some((line) => line.startsWith('Booting from'))) return;
    // Looking stops the machine, so it needs some time in between.
    await wait(lookGapMs);
  }
  throw new Error('SeaBIOS never started the boot sector.');
}

/** Waits until the screen stands still: slow machines draw a menu line by line. */
async function settled(truth: LabMachine['truth']): Promise<void> {
  const untilMs = performance.now() + settleLimitMs;
  const shown = async (): Promise<string | undefined> => (await truth.textScreen())?.join('\n').replace(/in \d+s/, '');
  for (let before = await shown(); performance.now() < untilMs; ) {
    await wait(settleMs);
    const now = await shown();
    if (now !== undefined && now === before) return;
    before = now;
  }
}

async function look(truth: LabMachine['truth'], before: number): Promise<SequenceOutcome> {
  const marks = truth.marks.slice(before).map(({ mark }) => mark);
  const booted = marks.find((mark) => mark === 'broken' || mark === 'previous' || mark === 'rescue');
  if (booted !== undefined) return `booted ${booted}`;
  const lines = (await truth.textScreen()) ?? [];
  const text = lines.join('\n');
  if (text.includes('screen editing is supported')) return 'editor';
  if (text.includes('BASH-like line editing')) return 'shell';
  if (!text.includes('keys to select which entry')) return 'waiting';
  const nested = text.includes('ESC to return');
  const selected = lines.filter((line) => line.startsWith(' │')).findIndex((line) => line.startsWith(' │*'));
  return `${nested ? 'submenu' : 'menu'}, line ${selected}, ${text.includes('executed automatically') ? 'counting' : 'held'}`;
}
