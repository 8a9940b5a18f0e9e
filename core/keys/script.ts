import { BootcatchError } from '../base/error.ts';
import { keysymOf, needsShift, specialKeys } from './keysyms.ts';

/** One step of a key sequence. `press` is down and up; `on` and `off` leave the key as they say. */
export type KeyStep =
  | { readonly kind: 'key'; readonly name: string; readonly keysym: number; readonly shift: boolean; readonly action: 'press' | 'on' | 'off' }
  | { readonly kind: 'wait'; readonly delayMs: number };

/** A parsed key sequence. */
export interface KeyScript {
  readonly source: string;
  readonly steps: readonly KeyStep[];
  /** `<names>` that are no key; as in Packer they are typed as they stand, which is seldom what was meant. */
  readonly unknownNames: readonly string[];
}

const durationUnitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const durationPart = /(\d+(?:\.\d+)?)(ms|s|m|h)/gy;

/** Milliseconds of `10` (seconds) or a Go duration such as `500ms` or `1m20s`; undefined where it is neither. */
function durationMs(text: string): number | undefined {
  if (text === '') return 1_000;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  durationPart.lastIndex = 0;
  let total = 0;
  let end = 0;
  for (let part = durationPart.exec(text); part; part = durationPart.exec(text)) {
    total += Number(part[1]) * (durationUnitMs[part[2] ?? ''] ?? 0);
    end = durationPart.lastIndex;
  }
  return end === text.length ? total : undefined;
}

function parseTag(tag: string): KeyStep | undefined {
  const wait = /^wait(.*)$/i.exec(tag);
  const delayMs = wait && durationMs(wait[1]?.toLowerCase() ?? '');
  if (delayMs !== null && delayMs !== undefined) {
    if (delayMs <= 0) throw new BootcatchError('keys.waitNotPositive', { tag });
    return { kind: 'wait', delayMs };
  }
  const special = specialKeys[tag.toLowerCase()];
  if (special !== undefined) return { kind: 'key', name: tag, keysym: special, shift: false, action: 'press' };
  const [, name, edge] = /^(.+?)(on|off)$/i.exec(tag) ?? [];
  if (name === undefined || edge === undefined) return undefined;
  const keysym = specialKeys[name.toLowerCase()] ?? ([...name].length === 1 ? keysymOf(name) : undefined);
  return keysym === undefined ? undefined : { kind: 'key', name, keysym, shift: false, action: edge.toLowerCase() === 'on' ? 'on' : 'off' };
}

/**
 * Parses a key sequence in the language of Packer's `boot_command`: `<up>`, `<wait>` (1 s), `<wait5>` (s), `<wait500ms>`,
 * `<leftShiftOn>…<leftShiftOff>`, `<aOn>`, and any other character typed as it is. Names ignore case.
 * @throws BootcatchError `keys.empty`, `keys.waitNotPositive`
 */
export function parseKeyScript(source: string): KeyScript {
  const steps: KeyStep[] = [];
  const unknownNames: string[] = [];
  let rest = source;
  while (rest !== '') {
    const tag = /^<([^<>\s]+)>/.exec(rest)?.[1];
    const step = tag === undefined ? undefined : parseTag(tag);
    if (tag !== undefined && step) {
      steps.push(step);
      rest = rest.slice(tag.length + 2);
      continue;
    }
    if (tag !== undefined) unknownNames.push(`<${tag}>`);
    const [character = ''] = rest;
    steps.push({ kind: 'key', name: character, keysym: keysymOf(character), shift: needsShift(character), action: 'press' });
    rest = rest.slice(character.length);
  }
  if (steps.length === 0) throw new BootcatchError('keys.empty');
  return { source, steps, unknownNames };
}
