import type { Origin, TunedServer } from '../../core/contract/index.ts';
import type { Words } from '../app/words.ts';

/** Seconds with as many digits as tell something. */
export function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(ms < 1_000 && ms % 100 !== 0 ? 2 : 1);
}

/** A time on an axis. */
export function tickText(ms: number, { word }: Pick<Words, 'word'>): string {
  return word('time.seconds', { seconds: ms % 1_000 === 0 ? ms / 1_000 : (ms / 1_000).toFixed(1) });
}

export function inPercent(chance: number): number {
  return Math.round(chance * 100);
}

/** A length that is only about right: seconds up to two minutes, then minutes. */
export function aboutTime(ms: number, { word }: Words): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds <= 120 ? word('time.seconds', { seconds }) : word('app.tuning.minutes', { minutes: Math.ceil(seconds / 60) });
}

export function nameOf({ name, scenario, serverId }: TunedServer, { word, said }: Words): string {
  if (scenario !== null) return word('app.tuning.practice', { scenario: said({ key: scenario, values: {} }) });
  return serverId === 'practice' ? word('app.practiceServer') : name;
}

export function describeOrigin({ kind, laps, evidence }: Origin, { word, locale }: Words): string {
  const from = word(`app.tuning.origin.${kind}`, { laps: laps ?? 0 });
  if (evidence === null) return from;
  const how = word(`app.tuning.evidence.${evidence}`);
  return locale === 'ja' ? `${from}(${how})` : `${from} (${how})`;
}
