import { sleep, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Console } from '../catch/console.ts';
import { chord } from '../keys/chord.ts';
import { keysymOf, specialKeys } from '../keys/keysyms.ts';
import { playKeyScript } from '../keys/player.ts';
import { parseKeyScript } from '../keys/script.ts';
import { strokesFor, type TypingLayouts } from '../typing/strokes.ts';

/** Keys of combinations that the key language has no name for. Print and SysRq are one key. */
const otherKeys: Readonly<Record<string, number>> = { sysrq: 0xff61, printscreen: 0xff61, pause: 0xff13, capslock: 0xffe5, scrolllock: 0xff14, numlock: 0xff7f };

/** As fast as consoles take typed text without losing keys: a BIOS keeps 16, a serial line some more. */
const TYPING_INTERVAL_MS = 20;
/** For sequences, whose keys may each draw a screen. */
const SEQUENCE_INTERVAL_MS = 50;

export interface PressingScene {
  readonly console: Console;
  readonly clock: Clock;
  /** Ends the playing; keys that are down are let go. */
  readonly signal: AbortSignal;
}

/** A sequence in the key language. @throws BootcatchError `keys.*`, the signal's reason */
export async function playScript(source: string, scene: PressingScene): Promise<void> {
  const script = parseKeyScript(source);
  if (script.unknownNames.length > 0) throw new BootcatchError('keys.unknownName', { names: script.unknownNames.join(', ') });
  const { clock, console, signal } = scene;
  await playKeyScript(script, { clock, keyIntervalMs: SEQUENCE_INTERVAL_MS, signal, send: (stroke) => console.send(stroke) });
}

/** A text; nothing in it is a command. @throws BootcatchError `engine.keyUnknown` before anything is typed, the signal's reason */
export async function typeText(text: string, layouts: TypingLayouts, { clock, console, signal }: PressingScene): Promise<void> {
  const strokes = [...text.replaceAll('\r\n', '\n')].map((character) => {
    const keys = strokesFor(character, layouts);
    if (!keys) throw new BootcatchError('engine.keyUnknown', { key: character });
    return keys;
  });
  for (const keys of strokes) {
    signal.throwIfAborted();
    console.send(...keys);
    await sleep(clock, TYPING_INTERVAL_MS, signal);
  }
}

const controlKeys = new Set(['leftctrl', 'rightctrl', 'ctrl']);
const altKeys = new Set(['leftalt', 'rightalt', 'alt']);
const sysRqKeys = new Set(['sysrq', 'printscreen']);
/** Reboot, crash, power off: letters of SysRq after which a Linux is down. */
const endingLetters = new Set(['b', 'c', 'o']);

/** True where these keys together make a system go down: Ctrl+Alt+Del, and some of SysRq. */
export function takesDown(names: readonly string[]): boolean {
  const keys = names.map((name) => name.toLowerCase());
  const any = (wanted: ReadonlySet<string>): boolean => keys.some((key) => wanted.has(key));
  return any(altKeys) && ((any(controlKeys) && keys.includes('del')) || (any(sysRqKeys) && any(endingLetters)));
}

/** Presses keys together. @throws BootcatchError `engine.keyUnknown` */
export function pressTogether(names: readonly string[], console: Console): void {
  const keysyms = names.map((name) => {
    const key = name.toLowerCase();
    const keysym = specialKeys[key] ?? otherKeys[key] ?? ([...name].length === 1 ? keysymOf(key) : undefined);
    if (keysym === undefined) throw new BootcatchError('engine.keyUnknown', { key: name });
    return keysym;
  });
  console.send(...chord(...keysyms));
}
