import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Console } from '../catch/console.ts';
import { keysymOf, needsShift, specialKeys } from '../keys/keysyms.ts';
import { playKeyScript } from '../keys/player.ts';
import { parseKeyScript, type KeyScript } from '../keys/script.ts';

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
  await play(script, SEQUENCE_INTERVAL_MS, scene);
}

/** A text as on a US keyboard; nothing in it is a command. @throws the signal's reason */
export async function typeText(text: string, scene: PressingScene): Promise<void> {
  const steps = [...text.replaceAll('\r\n', '\n')].map((character) => ({ kind: 'key', name: character, keysym: keysymOf(character), shift: needsShift(character), action: 'press' }) as const);
  await play({ source: '', steps, unknownNames: [] }, TYPING_INTERVAL_MS, scene);
}

/** Presses keys together. @throws BootcatchError `engine.keyUnknown` */
export function pressTogether(names: readonly string[], console: Console): void {
  const keysyms = names.map((name) => {
    const key = name.toLowerCase();
    const keysym = specialKeys[key] ?? otherKeys[key] ?? ([...name].length === 1 ? keysymOf(key) : undefined);
    if (keysym === undefined) throw new BootcatchError('engine.keyUnknown', { key: name });
    return keysym;
  });
  console.send(...keysyms.map((keysym) => ({ keysym, down: true })), ...keysyms.toReversed().map((keysym) => ({ keysym, down: false })));
}

function play(script: KeyScript, keyIntervalMs: number, { console, clock, signal }: PressingScene): Promise<void> {
  return playKeyScript(script, { clock, keyIntervalMs, signal, send: (stroke) => console.send(stroke) });
}
