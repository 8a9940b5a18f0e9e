import { isPastLoader } from '../catch/phases.ts';
import type { Phase } from '../reading/reading.ts';
import type { TimelineEvent } from '../timeline/events.ts';
import { PROBES_KEPT, type LapRecord, type ProbeRecord } from './lap-record.ts';

/** What a timeline does not tell about its laps. */
export type LapSetting = Pick<LapRecord, 'catchId' | 'server' | 'region' | 'firmware' | 'settings'>;

/** How many of the first probes are kept where there are too many; the others are the last ones. */
const FIRST_PROBES_KEPT = 20;

/**
 * Every lap of a timeline that has ended, oldest first. Pure: a live catch and a recording give the same records.
 * A lap that was under way when the timeline stopped is left out, unless the catch has told its result.
 */
export function lapsOfTimeline(events: readonly TimelineEvent[], setting: LapSetting): LapRecord[] {
  const laps: LapRecord[] = [];
  let provider = '';
  let current: TimelineEvent[] | undefined;
  for (const event of events) {
    if (event.event === 'catchStarted') provider = event.provider;
    if (event.event === 'lapStarted') {
      if (current) laps.push(lapOf(current, provider, setting));
      current = [event];
      continue;
    }
    current?.push(event);
    if (event.event === 'result' && current) {
      laps.push(lapOf(current, provider, setting));
      // What follows (a plan, the stay with a held menu) is no lap.
      current = undefined;
    }
  }
  return laps;
}

type Named<K extends TimelineEvent['event']> = Extract<TimelineEvent, { event: K }>;

function lapOf(events: readonly TimelineEvent[], provider: string, setting: LapSetting): LapRecord {
  const first = <K extends TimelineEvent['event']>(name: K): Named<K> | undefined => events.find((event): event is Named<K> => event.event === name);
  const asked = first('rebootAsked');
  const startedAtMs = asked?.atMs ?? events[0]?.atMs ?? 0;
  const since = (event: TimelineEvent | undefined): number | null => (event ? Math.max(0, event.atMs - startedAtMs) : null);
  const lapStarted = first('lapStarted');
  const gone = first('drop');
  const connected = gone && events.find((event): event is Named<'connected'> => event.event === 'connected' && event.atMs >= gone.atMs);
  // A console that is lost again in the same lap is another story: only the first absence tells how long the provider takes.
  const onConsole = connected ? events.filter((event) => event.atMs >= connected.atMs) : gone ? [] : events;
  const menu = onConsole.find((event) => event.event === 'menuSeen');
  const held = first('held');
  const missed = first('missed');
  const pastLoader = onConsole.find((event) => event.event === 'phase' && isPastLoader(event.phase as Phase));
  const probes = probesOf(connected ? events.slice(0, events.indexOf(connected) + 1) : events, startedAtMs);
  return {
    ...setting,
    lap: lapStarted?.lap ?? 1,
    startedAt: (asked ?? events[0])?.wallTime ?? new Date(0).toISOString(),
    provider,
    rebootKind: asked?.kind ?? null,
    loader: menu?.event === 'menuSeen' ? menu.menu.kind.slice(0, 40) : null,
    loaderTitle: menu?.event === 'menuSeen' ? menu.menu.title.slice(0, 200) : null,
    answeredMs: since(first('rebootAnswered')),
    goneMs: since(gone),
    stayed: first('reset') !== undefined,
    probes: probes.length <= PROBES_KEPT ? probes : [...probes.slice(0, FIRST_PROBES_KEPT), ...probes.slice(FIRST_PROBES_KEPT - PROBES_KEPT)],
    probeCount: probes.length,
    connectedMs: since(connected),
    handshakeMs: connected?.tookMs ?? null,
    firstFrameMs: since(onConsole.find(({ event }) => event === 'firstFrame' || event === 'screenSize')),
    menuSeenMs: since(menu),
    countdown: countdownOf(onConsole, startedAtMs),
    heldMs: since(held),
    pastLoaderMs: since(pastLoader),
    key: (lapStarted?.key ?? '').slice(0, 200),
    pressed: pressedIn(events),
    outcome: held ? 'held' : missed ? 'missed' : 'abandoned',
    reason: missed?.message.key ?? null,
  };
}

function probesOf(events: readonly TimelineEvent[], startedAtMs: number): ProbeRecord[] {
  const probes = new Map<number, ProbeRecord>();
  for (const event of events) {
    if (event.event === 'probeStarted') probes.set(event.probe, { startedMs: Math.max(0, event.atMs - startedAtMs), endedMs: null, result: 'open' });
    if (event.event !== 'probeFailed' && event.event !== 'connected') continue;
    const probe = probes.get(event.probe);
    const result = event.event === 'connected' ? 'accepted' : event.failure;
    if (probe) probes.set(event.probe, { ...probe, endedMs: Math.max(0, event.atMs - startedAtMs), result });
  }
  return [...probes.values()];
}

function countdownOf(events: readonly TimelineEvent[], startedAtMs: number): LapRecord['countdown'] {
  const reads = events.flatMap((event) => {
    const isRead = event.event === 'menuSeen' || event.event === 'countdownRead';
    return isRead && event.secondsLeft !== null ? [{ atMs: Math.max(0, event.atMs - startedAtMs), secondsLeft: event.secondsLeft }] : [];
  });
  return reads.slice(0, 30);
}

/** The count in a `keySent` is a running one. */
function pressedIn(events: readonly TimelineEvent[]): Record<string, number> {
  const pressed: Record<string, number> = {};
  for (const event of events) {
    if (event.event === 'keySent' && event.why !== 'plan' && event.why !== 'person') pressed[event.key] = Math.max(pressed[event.key] ?? 0, event.count);
  }
  return pressed;
}
