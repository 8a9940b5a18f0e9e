import type { MessageKey, MessageValues } from '../../core/messages/index.ts';
import type { Lap } from './story.ts';

/** A line of a lap's story. */
export interface Step {
  readonly name: MessageKey;
  readonly state: 'done' | 'now' | 'ahead' | 'missed';
  /** Since the lap's reboot; null where it has not happened. */
  readonly sinceMs: number | null;
  readonly detail: { readonly key: MessageKey; readonly values: MessageValues } | null;
}

const detail = (key: MessageKey, values: MessageValues = {}): Step['detail'] => ({ key, values });

/** A lap as lines, in the order in which it happens; the first that has not happened is `now` while the lap runs. */
export function stepsOf(lap: Lap | undefined, manual: boolean): Step[] {
  const since = (atMs: number | null | undefined): number | null => (lap && atMs !== null && atMs !== undefined ? atMs - lap.startMs : null);
  const counts = lap && lap.stoppedMs === null && lap.secondsLeft !== null;
  const steps: Omit<Step, 'state'>[] = [
    // When a person reboots is known only by what the console does.
    { name: manual ? 'app.lap.askedManual' : 'app.lap.asked', sinceMs: manual ? null : since(lap?.askedMs), detail: null },
    { name: lap?.consoleStayed === true ? 'app.lap.anew' : 'app.lap.gone', sinceMs: since(lap?.goneMs), detail: null },
  ];
  if (lap?.consoleStayed !== true) {
    const isBack = lap !== undefined && lap.backMs !== null;
    steps.push({ name: isBack ? 'app.lap.back' : 'app.lap.reaching', sinceMs: since(lap?.backMs), detail: lap && lap.tries > 0 ? detail('app.lap.try', { count: lap.tries }) : null });
  }
  const proving = lap !== undefined && lap.menuMs !== null && lap.heldMs === null && lap.endMs === null && !counts;
  steps.push(
    {
      name: 'app.lap.menu',
      sinceMs: since(lap?.menuMs),
      detail: lap && counts ? detail('app.lap.secondsLeft', { seconds: lap.secondsLeft ?? 0 }) : lap && lap.menuMs !== null ? detail('app.lap.entries', { count: lap.entries }) : null,
    },
    { name: 'app.lap.held', sinceMs: since(lap?.heldMs), detail: proving ? detail('app.lap.proving') : null },
  );
  const happened = steps.map(({ sinceMs }) => sinceMs !== null);
  // A console that was not there before the reboot cannot go.
  if (!manual && lap && lap.reachingMs !== null) happened[1] = true;
  // What comes later proves what comes earlier, seen or not.
  const reached = happened.lastIndexOf(true);
  return steps.map((step, index) => ({ ...step, state: stateOf(index) }));

  function stateOf(index: number): Step['state'] {
    if (index <= reached) return 'done';
    if (index > reached + 1 || !lap) return 'ahead';
    return lap.missed ? 'missed' : lap.endMs === null ? 'now' : 'ahead';
  }
}
