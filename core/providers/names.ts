import { quote } from './quote.ts';

const SHOWN = 20;
const NAME_LENGTH = 80;

/** Names for an error: sorted, safe to show, and not more than a person wants to read. */
export function listNames(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort((one, other) => one.localeCompare(other));
  const shown = sorted.slice(0, SHOWN).map((name) => quote(name).slice(0, NAME_LENGTH));
  return [...shown, ...(sorted.length > SHOWN ? [`… (+${sorted.length - SHOWN})`] : [])].join(', ') || '-';
}
