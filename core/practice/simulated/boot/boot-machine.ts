import type { BootKey } from '../boot-key.ts';
import { keyInEditor } from './grub-editor.ts';
import { grubPrompt, keyInGrubShell } from './grub-shell.ts';
import { grubGreeting, keyInMenu, keyWhileWaiting, startGrub, tickInMenu, tickWhileWaiting } from './grub.ts';
import { newDisk } from './disk.ts';
import { typeLine } from './line-input.ts';
import { clear, print, type Context, type KernelStage, type Machine, type Move, type Output, type Stage } from './machine.ts';
import { keyInRescueShell, rescueGreeting } from './rescue-shell.ts';

/*
 * The simulated boot. One row a stage; what is not in the table changes nothing. `powerOn` and `powerOff` hold at every stage;
 * `ctrl-alt-delete` goes to firmware wherever keys are read by firmware, boot loader or a shell.
 *
 *   stage          time                                key
 *   off            -                                   -
 *   firmware       loader                              into the buffer, once the keyboard is ready; UEFI's ESC: firmwareSetup
 *   firmwareSetup  -                                   escape: firmware
 *   loader         GRUB starts: menu, waiting, kernel  into the buffer
 *   waiting        a second less; at 0 kernel          an interrupt key: menu
 *   menu           a second less; at 0 kernel          GRUB's key table: menu, editor, grubShell, kernel, grubError
 *   editor         -                                   edits; boots: kernel, grubError; shell: grubShell; escape: menu
 *   grubShell      -                                   types; escape: menu, editor; boot: kernel; reboot: restarting
 *   grubError      menu                                menu
 *   kernel         the next line; at the end           lost
 *                  panic, rescueShell, login
 *   panic          firmware, with panic=N              lost
 *   rescueShell    -                                   types; reboot: restarting
 *   login          -                                   types
 *   restarting     firmware                            lost
 *
 * What waits in the buffer is handed to the first stage that reads keys, one after the other. A hidden menu with a timeout of 0
 * takes one key out of it and boots unless that is an interrupt key.
 */

/** What can happen to the machine from outside. */
export type Input =
  | { readonly type: 'powerOn' }
  | { readonly type: 'powerOff' }
  /** The time that {@link wakeTime} asked for has come. */
  | { readonly type: 'time' }
  | { readonly type: 'key'; readonly key: BootKey }
  | { readonly type: 'shift'; readonly held: boolean };

export interface Step {
  readonly machine: Machine;
  readonly output: readonly Output[];
}

/** The BIOS's ring of 16 places holds 15 keys (IBM PC BIOS data area, 0x1e to 0x3d). */
const bufferLimit = 15;

/** A machine that is switched off, with the disk as the interrupted update left it. */
export const newMachine: Machine = { stage: { name: 'off' }, disk: newDisk, buffer: [], shiftHeld: false };

/** When the machine wants to be told the time next. */
export function wakeTime({ stage }: Machine): number | undefined {
  return 'wakeMs' in stage ? stage.wakeMs : undefined;
}

/** One input and what follows. Pure. */
export function advance(machine: Machine, input: Input, context: Context): Step {
  switch (input.type) {
    case 'powerOff':
      return { machine: { ...machine, stage: { name: 'off' }, buffer: [], shiftHeld: false }, output: [{ do: 'mode', output: 'text' }, clear] };
    case 'powerOn':
      return powerOn(machine, context);
    case 'shift': {
      const held = { ...machine, shiftHeld: input.held };
      return input.held && machine.stage.name === 'waiting' ? settle(held, keyWhileWaiting(machine.stage, undefined, held, context), context) : { machine: held, output: [] };
    }
    case 'time':
      return onTime(machine, context);
    case 'key':
      return onKey(machine, input.key, context);
  }
}

function powerOn(machine: Machine, { settings, nowMs }: Context): Step {
  const stage: Stage = { name: 'firmware', startedAtMs: nowMs, wakeMs: nowMs + settings.firmwareMs };
  const firmware = `${settings.firmware === 'bios' ? 'SeaBIOS' : 'UEFI firmware'} (version simulated by bootcatch, not a real machine)`;
  return { machine: { ...machine, stage, buffer: [] }, output: [{ do: 'mode', output: 'text' }, clear, print(`${firmware}\n`)] };
}

function onTime(machine: Machine, context: Context): Step {
  const { stage } = machine;
  const { nowMs, settings } = context;
  const wakeMs = wakeTime(machine);
  if (wakeMs === undefined || nowMs < wakeMs) return { machine, output: [] };
  switch (stage.name) {
    case 'firmware':
      return { machine: { ...machine, stage: { name: 'loader', wakeMs: nowMs + settings.loaderMs } }, output: [print(settings.firmware === 'bios' ? 'Booting from Hard Disk...\n' : 'BdsDxe: starting Boot0001 "Practice Linux"\n')] };
    case 'loader': {
      const { move, buffer } = startGrub(machine, context);
      const step = settle({ ...machine, buffer }, move, context);
      return { ...step, output: [...grubGreeting(context), ...step.output] };
    }
    case 'waiting':
      return settle(machine, tickWhileWaiting(stage, machine, context), context);
    case 'menu':
      return settle(machine, tickInMenu(stage, machine, context), context);
    case 'grubError':
      return settle(machine, { stage: stage.menu }, context);
    case 'kernel':
      return settle(machine, printKernelLines(stage, context), context);
    case 'panic':
    case 'restarting':
      return powerOn(machine, context);
    case 'off':
    case 'firmwareSetup':
    case 'editor':
    case 'grubShell':
    case 'rescueShell':
    case 'login':
      return { machine, output: [] };
  }
}

function printKernelLines(stage: KernelStage, { nowMs }: Context): Move {
  const due = stage.lines.filter(({ afterMs }) => stage.startedAtMs + afterMs <= nowMs);
  const first: readonly Output[] = stage.wakeMs === stage.startedAtMs ? [{ do: 'mode', output: 'text' }] : [];
  const output = [...first, print(due.map(({ text }) => `${text}\n`).join(''))];
  const rest = stage.lines.slice(due.length);
  const next = rest[0];
  if (next) return { stage: { ...stage, lines: rest, wakeMs: stage.startedAtMs + next.afterMs }, output };
  switch (stage.to) {
    case 'panic':
      return { stage: { name: 'panic', ...(stage.panicRebootSeconds > 0 ? { wakeMs: nowMs + stage.panicRebootSeconds * 1_000 } : {}) }, output };
    case 'rescueShell':
      return { stage: { name: 'rescueShell', kernel: stage.kernel, line: '' }, output: [...output, print(rescueGreeting)] };
    case 'login':
      return { stage: { name: 'login', line: '' }, output: [...output, print(loginGreeting)] };
  }
}

const loginGreeting = '\nPractice Linux 12 practice tty1 (a simulation: the server boots again, the drill ends here)\n\npractice login: ';

function onKey(machine: Machine, key: BootKey, context: Context): Step {
  const { stage } = machine;
  const deaf = stage.name === 'off' || stage.name === 'kernel' || stage.name === 'panic' || stage.name === 'restarting';
  if (deaf) return { machine, output: [] };
  if (key === 'ctrl-alt-delete') return powerOn(machine, context);
  if (stage.name === 'firmware' || stage.name === 'loader') return { machine: bufferKey(machine, key, context), output: [] };
  return settle(machine, keyMove(machine, key, context) ?? { stage }, context);
}

function bufferKey(machine: Machine, key: BootKey, { settings, nowMs }: Context): Machine {
  const { stage, buffer } = machine;
  if (stage.name === 'firmware') {
    if (nowMs - stage.startedAtMs < settings.keyboardReadyMs) return machine;
    if (settings.firmware === 'uefi' && key === 'escape') return { ...machine, stage: { name: 'firmwareSetup' }, buffer: [] };
  }
  return buffer.length < bufferLimit ? { ...machine, buffer: [...buffer, key] } : machine;
}

/** What a key does at a stage that reads keys; undefined at the others. */
function keyMove(machine: Machine, key: BootKey, context: Context): Move | undefined {
  const { stage } = machine;
  switch (stage.name) {
    case 'firmwareSetup':
      return key === 'escape' ? powerOn(machine, context).machine : { stage };
    case 'waiting':
      return keyWhileWaiting(stage, key, machine, context);
    case 'menu':
      return keyInMenu(stage, key, machine, context);
    case 'editor':
      return keyInEditor(stage, key, machine, context);
    case 'grubShell':
      return keyInGrubShell(stage, key, machine, context);
    case 'grubError':
      return { stage: stage.menu };
    case 'rescueShell':
      return keyInRescueShell(stage, key, machine, context);
    case 'login': {
      const input = typeLine(stage.line, key);
      const answer = input.entered === undefined ? [] : [print(input.entered === '' ? '\npractice login: ' : 'Password: \nLogin incorrect\npractice login: ')];
      return { stage: { ...stage, line: input.line }, output: [...input.output, ...answer] };
    }
    case 'off':
    case 'firmware':
    case 'loader':
    case 'kernel':
    case 'panic':
    case 'restarting':
      return undefined;
  }
}

/** Takes over a move, and then hands waiting keys to the new stage as long as it reads any. */
function settle(machine: Machine, move: Move, context: Context): Step {
  let current: Machine = { ...machine, stage: move.stage, disk: move.disk ?? machine.disk };
  const output: Output[] = [...(move.output ?? []), ...entered(machine.stage, move.stage)];
  while (current.buffer.length > 0) {
    const [key = '', ...buffer] = current.buffer;
    const next = keyMove({ ...current, buffer }, key, context);
    if (!next) return { machine: { ...current, buffer: [] }, output };
    output.push(...(next.output ?? []), ...entered(current.stage, next.stage));
    current = { ...current, buffer, stage: next.stage, disk: next.disk ?? current.disk };
  }
  return { machine: current, output };
}

/** Head and prompt of a shell that was just opened. */
function entered(before: Stage, now: Stage): readonly Output[] {
  return now.name === 'grubShell' && before.name !== 'grubShell' ? [{ do: 'shellPage', leavable: now.back !== undefined }, print(grubPrompt)] : [];
}
