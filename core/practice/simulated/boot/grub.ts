import type { BootKey } from '../boot-key.ts';
import { legacyMenu, practiceMenu, runCommands, type MenuEntry } from './entries.ts';
import type { Disk } from './disk.ts';
import { interruptsWaiting, menuAction } from './grub-keys.ts';
import { kernelLines } from './kernel-log.ts';
import { clear, print, type Context, type GrubErrorStage, type Machine, type MenuStage, type Move, type Output, type WaitingStage } from './machine.ts';

const tickMs = 1_000;
/** GRUB goes on by itself after an error (grub_wait_after_message). */
const errorWaitMs = 10_000;

/** What GRUB prints before its first look at the timeout. */
export function grubGreeting({ settings }: Context): readonly Output[] {
  const bootSector = settings.firmware === 'bios' ? 'GRUB loading.\n' : '';
  const greeting = settings.grub === 'legacy' ? '\nGRUB loading, please wait...\n' : `${bootSector}Welcome to GRUB!\n\n`;
  return [print(greeting), ...(settings.output === 'graphical' ? [{ do: 'mode', output: 'graphical' } as const] : [])];
}

/** The top of GRUB's menu run: what style and timeout make of the first moment. Takes at most one key out of the buffer. */
export function startGrub(machine: Machine, context: Context, nested = context.settings.nested): { readonly move: Move; readonly buffer: Machine['buffer'] } {
  const { settings, nowMs } = context;
  const [firstKey, ...rest] = machine.buffer;
  const menu = openMenu(context, nested);
  const held = { ...menu, secondsLeft: undefined };
  // Without a timeout the other styles would wait unseen for ever, so GRUB shows the menu.
  if (settings.timeoutSeconds < 0) return { move: { stage: held }, buffer: machine.buffer };
  if (settings.style === 'menu') {
    if (settings.timeoutSeconds === 0) return { move: bootEntry(menu, machine.disk, context, true), buffer: machine.buffer };
    return { move: { stage: { ...menu, secondsLeft: settings.timeoutSeconds, wakeMs: nowMs + tickMs } }, buffer: machine.buffer };
  }
  if (settings.timeoutSeconds === 0) {
    const caught = interruptsWaiting(settings.grub, firstKey, machine.shiftHeld);
    return { move: caught ? { stage: held } : bootEntry(menu, machine.disk, context, true), buffer: rest };
  }
  if (interruptsWaiting(settings.grub, undefined, machine.shiftHeld)) return { move: { stage: held }, buffer: machine.buffer };
  const stage: WaitingStage = { name: 'waiting', secondsLeft: settings.timeoutSeconds, wakeMs: nowMs + tickMs };
  return { move: { stage, output: waitingLine(settings.timeoutSeconds, context) }, buffer: machine.buffer };
}

/** A key, or a Shift that went down, while GRUB shows no menu. */
export function keyWhileWaiting(stage: WaitingStage, key: BootKey | undefined, machine: Machine, context: Context): Move {
  return interruptsWaiting(context.settings.grub, key, machine.shiftHeld) ? { stage: openMenu(context, context.settings.nested) } : { stage };
}

export function tickWhileWaiting(stage: WaitingStage, machine: Machine, context: Context): Move {
  const secondsLeft = stage.secondsLeft - 1;
  if (secondsLeft === 0) return bootEntry(openMenu(context, context.settings.nested), machine.disk, context, true);
  return { stage: { ...stage, secondsLeft, wakeMs: context.nowMs + tickMs }, output: waitingLine(secondsLeft, context) };
}

export function tickInMenu(stage: MenuStage, machine: Machine, context: Context): Move {
  const secondsLeft = (stage.secondsLeft ?? 0) - 1;
  // GRUB 2 boots its default when the time is over; legacy what is highlighted. With a countdown nobody has moved: the same entry.
  if (secondsLeft === 0) return bootEntry(stage, machine.disk, context, true);
  return { stage: { ...stage, secondsLeft, wakeMs: context.nowMs + tickMs } };
}

export function keyInMenu(stage: MenuStage, key: BootKey, machine: Machine, context: Context): Move {
  const level = topLevel(stage);
  const stopped: MenuStage = { name: 'menu', levels: stage.levels, secondsLeft: undefined };
  const action = menuAction(context.settings.grub, key, level.selected, level.entries.length, level.nested);
  switch (action.do) {
    case 'nothing':
      return { stage: stopped };
    case 'select':
      return { stage: { ...stopped, levels: [...stage.levels.slice(0, -1), { ...level, selected: action.index }] } };
    case 'boot':
      return bootEntry(stopped, machine.disk, context, false);
    case 'leave':
      if (stage.levels.length > 1) return { stage: { ...stopped, levels: atDefault(stage.levels.slice(0, -1)) } };
      return { stage: { name: 'grubShell', back: undefined, line: '', loaded: [] } };
    case 'shell':
      return { stage: { name: 'grubShell', back: stopped, line: '', loaded: [] } };
    case 'edit': {
      const selected = level.entries[level.selected];
      const commands = selected?.commands ?? (selected?.submenu ? [`  # ${selected.submenu.length} entries`] : []);
      const lines = context.settings.grub === 'legacy' ? commands : [`setparams '${selected?.title ?? ''}'`, '', ...commands];
      return { stage: { name: 'editor', menu: stopped, lines: [...lines], row: 0, column: 0 } };
    }
  }
}

/** Boots what is highlighted, or opens it where it is a submenu. */
export function bootEntry(menu: MenuStage, disk: Disk, context: Context, byItself: boolean): Move {
  const level = topLevel(menu);
  const chosen = level.entries[level.selected];
  if (chosen?.submenu) return { stage: { name: 'menu', levels: [...menu.levels, { entries: chosen.submenu, selected: 0, nested: true }], secondsLeft: undefined } };
  const legacy = context.settings.grub === 'legacy';
  const quote = legacy ? `'` : '`';
  // GRUB 2 says what it boots only where nobody chose it.
  return bootCommands(chosen?.commands ?? [], menu, disk, context, legacy || byItself ? `  Booting ${quote}${chosen?.title ?? ''}'\n\n` : '');
}

/** Runs boot commands: the kernel starts, or GRUB says what is wrong and goes back to `menu`. */
export function bootCommands(commands: readonly string[], menu: MenuStage, disk: Disk, context: Context, announcement: string): Move {
  const { settings, nowMs } = context;
  const result = runCommands(commands, disk);
  if (result.result === 'error') {
    const stage: GrubErrorStage = { name: 'grubError', menu: { name: 'menu', levels: menu.levels, secondsLeft: undefined }, wakeMs: nowMs + errorWaitMs };
    return { stage, output: [clear, print(`${announcement}error: ${result.message}\n\nPress any key to continue...`)] };
  }
  const { kernel, to, panicRebootSeconds } = result;
  const lines = kernelLines({ kernel, arguments: result.arguments, to, panicRebootSeconds, durationMs: settings.kernelMs });
  const startedAtMs = nowMs + settings.kernelLoadMs;
  const said = result.said.map((line) => `${line}\n`).join('');
  return { stage: { name: 'kernel', lines, startedAtMs, to, kernel, panicRebootSeconds, wakeMs: startedAtMs }, output: [clear, print(announcement + said)] };
}

/** A menu that is come back to from below begins anew, at its default entry. */
function atDefault(levels: MenuStage['levels']): MenuStage['levels'] {
  return levels.map((level, index) => (index === levels.length - 1 ? { ...level, selected: 0 } : level));
}

export function topLevel(menu: MenuStage): MenuStage['levels'][number] {
  return menu.levels.at(-1) ?? { entries: [], selected: 0, nested: false };
}

function openMenu({ settings }: Context, nested: boolean): MenuStage {
  const entries: readonly MenuEntry[] = settings.grub === 'legacy' ? legacyMenu(settings.panicRebootSeconds) : practiceMenu(settings.panicRebootSeconds);
  return { name: 'menu', levels: [{ entries, selected: 0, nested }], secondsLeft: undefined };
}

function waitingLine(secondsLeft: number, { settings }: Context): readonly Output[] {
  if (settings.grub === 'legacy') return [print(`\rPress \`ESC' to enter the menu... ${secondsLeft - 1}   `)];
  return settings.style === 'countdown' ? [print(`\r${secondsLeft}    `)] : [];
}
