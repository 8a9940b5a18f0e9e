import { expect, test } from 'vitest';
import { formatSeconds } from '../../../core/contract/index.ts';
import { logLines } from '../../../renderer/catch/log.ts';
import { stepsOf } from '../../../renderer/catch/steps.ts';
import { nowIn, readStory } from '../../../renderer/catch/story.ts';
import { layOutStrip } from '../../../renderer/catch/strip.ts';
import { joinParts } from '../../../renderer/host/store.ts';
import { begun, held, lapUntilPressing, missed, timeline, wallAt } from './events.ts';

const heldAtOnce = timeline(...begun, ...lapUntilPressing(1, 100), ...held(100));
const heldInLap2 = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(100), ...lapUntilPressing(2, 2_700, 'shift'), ...held(2_700));

const lines = (events: ReturnType<typeof timeline>): string[] => stepsOf(readStory(events).laps.at(-1), false).map(({ name, state, sinceMs }) => `${name.replace('app.lap.', '')} ${state} ${sinceMs === null ? '-' : formatSeconds(sinceMs, 'en')}`);

test('a held lap tells each step with its time since the reboot', () => {
  expect(lines(heldAtOnce)).toEqual(['asked done 0.00 s', 'gone done 0.30 s', 'back done 2.00 s', 'menu done 2.40 s', 'held done 4.10 s']);
  expect(readStory(heldAtOnce)).toMatchObject({ state: 'held', lapLimit: 5, result: { outcome: 'held' }, heldLost: false, afterHeld: null });
});

test('while a lap runs, the first step that has not happened is the present one', () => {
  const reaching = timeline(...begun, ...lapUntilPressing(1, 100).slice(0, -3));
  expect(lines(reaching)).toEqual(['asked done 0.00 s', 'gone done 0.30 s', 'reaching now -', 'menu ahead -', 'held ahead -']);
  expect(stepsOf(readStory(reaching).laps[0], false)[2]?.detail).toEqual({ key: 'app.lap.try', values: { count: 2 } });
});

test('the countdown stands with the menu until it is gone, then the proof is told', () => {
  const counting = timeline(...begun, ...lapUntilPressing(1, 100), ...held(100).slice(0, 2));
  const proving = timeline(...begun, ...lapUntilPressing(1, 100), ...held(100).slice(0, 4));
  expect(stepsOf(readStory(counting).laps[0], false)[3]?.detail).toEqual({ key: 'app.lap.secondsLeft', values: { seconds: 4 } });
  expect(stepsOf(readStory(proving).laps[0], false)[4]?.detail?.key).toBe('app.lap.proving');
});

test('a missed lap says where it was lost, and the next one begins anew', () => {
  const lost = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(100));
  expect(lines(lost).slice(-2)).toEqual(['menu missed -', 'held ahead -']);
  const { laps } = readStory(heldInLap2);
  expect(laps.map(({ number, key, missed: reason, heldMs }) => [number, key, reason?.message.key, heldMs !== null])).toEqual([
    [1, 'f4', 'catch.missed.tooLate', false],
    [2, 'shift', undefined, true],
  ]);
});

test('a server that begins anew without dropping its console skips the way back', () => {
  const reset = timeline(...begun, ...lapUntilPressing(1, 100).slice(0, 4), [410, { event: 'reset', seen: 'firmware' }], [410, { event: 'state', from: 'rebooting', to: 'pressing' }]);
  expect(lines(reset)).toEqual(['asked done 0.00 s', 'anew done 0.30 s', 'menu now -', 'held ahead -']);
});

test('a console that was not there before the reboot is reached without having gone', () => {
  const [asked = [], gone = []] = [lapUntilPressing(1, 100).slice(0, 4), lapUntilPressing(1, 100).slice(6, 9)];
  const events = timeline(...begun, ...asked, ...gone);
  expect(lines(events)).toEqual(['asked done 0.00 s', 'gone done -', 'reaching now -', 'menu ahead -', 'held ahead -']);
  // Whether the person has rebooted is not known yet.
  expect(stepsOf(readStory(events).laps[0], true).map(({ state }) => state)).toEqual(['now', 'ahead', 'ahead', 'ahead', 'ahead']);
});

test('what happens to a held menu is told: lost, back, left by choice, gone', () => {
  const lost = timeline(...begun, ...lapUntilPressing(1, 100), ...held(100), [9_000, { event: 'heldLost' }]);
  expect(readStory(lost).heldLost).toBe(true);
  const gone = [...lost, ...timeline([9_500, { event: 'missed', message: { key: 'catch.heldGone', values: {} } }])];
  expect(readStory(gone)).toMatchObject({ heldLost: false, afterHeld: { kind: 'gone', message: { key: 'catch.heldGone' } } });
  const chosen = [...heldAtOnce, ...timeline([9_000, { event: 'entryChosen', entry: 'Linux, rescue' }])];
  expect(readStory(chosen).afterHeld).toEqual({ kind: 'chosen', entry: 'Linux, rescue' });
  // The lap itself stands as it ended.
  expect(readStory(gone).laps[0]?.missed).toBeNull();
});

test('a story that arrives in parts, after a reload or anew, is the same story', () => {
  const parts = [0, 3, 7].map((from, index, starts) => ({ timelineId: 'a', from, events: heldAtOnce.slice(from, starts[index + 1]) }));
  expect(joinParts(undefined, parts)?.events).toEqual(heldAtOnce);
  // A stream that begins again repeats what is known.
  expect(joinParts({ timelineId: 'a', events: heldAtOnce.slice(0, 5) }, [{ timelineId: 'a', from: 0, events: heldAtOnce }])?.events).toEqual(heldAtOnce);
  // Another timeline is another story.
  expect(joinParts({ timelineId: 'a', events: heldAtOnce }, [{ timelineId: 'b', from: 0, events: heldInLap2.slice(0, 2) }])?.events).toHaveLength(2);
});

test('the time of the story goes on between events, and never back', () => {
  const story = readStory(heldAtOnce.slice(0, 5));
  const { atMs = 0 } = heldAtOnce[4] ?? {};
  expect(nowIn(story, wallAt(atMs + 700))).toBe(atMs + 700);
  expect(nowIn(story, wallAt(atMs - 700))).toBe(atMs);
});

test('the strip draws every lap on one clock from its reboot', () => {
  const { laps } = readStory(heldInLap2);
  const { rows, scaleMs, ticksMs } = layOutStrip(laps, 0);
  expect(scaleMs).toBe(5_000);
  expect(ticksMs).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
  expect(rows.map(({ end, parts }) => [end, parts.map(({ kind, lengthMs }) => [kind, lengthMs])])).toEqual([
    ['missed', [['rebooting', 300], ['gone', 100], ['reaching', 1_600], ['pressing', 590]]],
    ['held', [['rebooting', 300], ['gone', 100], ['reaching', 1_600], ['pressing', 400], ['menu', 1_700]]],
  ]);
  for (const { parts } of rows) for (const [index, part] of parts.entries()) expect(part.from).toBeCloseTo(index === 0 ? 0 : (parts[index - 1]?.to ?? 0), 10);
});

test('a running lap grows on a scale that goes in steps', () => {
  const { laps } = readStory(timeline(...begun, ...lapUntilPressing(1, 100)));
  const scaleAt = (ms: number): number => layOutStrip(laps, ms).scaleMs;
  expect([3_000, 4_000, 4_800, 6_000, 9_000, 70_000].map(scaleAt)).toEqual([5_000, 5_000, 5_000, 8_000, 10_000, 90_000]);
  const row = layOutStrip(laps, 3_110).rows[0];
  expect(row).toMatchObject({ end: 'running', endsAt: 0.6 });
  expect(row?.parts.at(-1)).toMatchObject({ kind: 'pressing', to: 0.6 });
});

test('the log is short: failed tries in a row are one line, a key one line a lap', () => {
  const texts = logLines(heldInLap2, 'en').map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith('Pressing F4'))).toHaveLength(2);
  const twoFailed = timeline(...begun, ...lapUntilPressing(1, 100).slice(0, 9), [900, { event: 'probeFailed', probe: 2, failure: 'refused', message: { key: 'link.downstreamRefused', values: { reason: 'later' } }, tookMs: 5 }]);
  const failed = logLines(twoFailed, 'en').filter(({ text }) => text.includes('later'));
  expect(failed).toEqual([{ atMs: 900, text: expect.stringMatching(/^2 failed tries/) as string }]);
  expect(logLines(heldInLap2, 'ja').map(({ text }) => text)).toContain('間に合いませんでした(接続前にメニューが終了、カーネル)。');
});
