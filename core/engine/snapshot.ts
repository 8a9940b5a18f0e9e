import type { ConsoleSnapshot, MenuSnapshot } from '../contract/consoles.ts';
import type { Target } from '../providers/provider.ts';
import type { Menu } from '../reading/reading.ts';
import type { ServerConsole } from './server-console.ts';

/** A console as windows are told of it. */
export function consoleSnapshot(place: ServerConsole, { inputHeldBack, plan, recordingForMs }: Pick<ConsoleSnapshot, 'inputHeldBack' | 'plan' | 'recordingForMs'>): ConsoleSnapshot {
  const { console, screen, target } = place;
  const { reading } = console;
  return {
    serverId: place.serverId,
    connection: place.connection,
    awayForMs: place.awayForMs,
    problem: place.problem,
    size: screen.width > 0 ? { width: screen.width, height: screen.height } : null,
    lines: [...(reading?.text.lines ?? [])],
    exactShare: reading?.text.exactShare ?? 1,
    phase: reading?.phase ?? 'unknown',
    menu: reading?.menu ? menuSnapshot(reading.menu) : null,
    panic: reading?.panic ? { reason: reading.panic.reason, rebootInSeconds: reading.panic.rebootInSeconds ?? null } : null,
    inputHeldBack,
    plan,
    recordingForMs,
    target: target ? targetSnapshot(target) : null,
  };
}

function menuSnapshot({ kind, view, title, entries, selectedIndex, secondsLeft, nested, scrolled }: Menu): MenuSnapshot {
  return { kind, view, title, entries: [...entries], selected: selectedIndex ?? null, secondsLeft: secondsLeft ?? null, nested, scrolled };
}

function targetSnapshot(target: Target): NonNullable<ConsoleSnapshot['target']> {
  const { label, provider, canRenew, harmless, keymap, otherWaysIn } = target;
  return { label, provider, reboots: [...rebootsOf(target)], canRenew, harmless, keymap: keymap ?? null, otherWaysIn: [...(otherWaysIn ?? [])] };
}

/** Who can reboot a target. A practice machine has no control panel, so there is nobody else to do it. */
export function rebootsOf({ reboot, rebootKinds = ['hard', 'soft'], harmless }: Target): readonly ('hard' | 'soft' | 'manual')[] {
  return [...(reboot ? rebootKinds : []), ...(harmless ? [] : (['manual'] as const))];
}
