import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TimelineMessage } from '../../../core/timeline/events.ts';
import { importProfiles, openTuner } from '../../../core/tuning/node/open-tuner.ts';

const profile = '{"bootcatchProfiles":1,"profiles":[{"provider":"conoha","lapCount":1,"laps":[[1000,1200,6000,null]]}]}';
const newer = '{"bootcatchProfiles":2,"by":"bootcatch 9"}';
let folder: string;
let kept: string;
const told: TimelineMessage[] = [];
const tell = (message: TimelineMessage) => void told.push(message);
const file = (text: string): string => {
  writeFileSync(join(folder, 'shared.json'), text);
  return join(folder, 'shared.json');
};
const isImported = (): boolean => {
  const opened = openTuner(folder, tell);
  const { imported } = opened.tuner.profileOf('conoha');
  opened.close();
  return imported;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-tuner-'));
  kept = join(folder, 'profiles.json');
  told.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an imported profile is there at the next start', () => {
  expect(isImported()).toBe(false);
  importProfiles(folder, file(profile), tell);
  expect(isImported()).toBe(true);
  expect(told).toEqual([]);
});

test.each([
  ['not there', () => join(folder, 'none.json'), 'tuning.profileMissing'],
  ['a folder', () => folder, 'tuning.profileUnreadable'],
  ['torn', () => file(profile.slice(0, 40)), 'tuning.profileWrong'],
  ['of another program', () => file('{"name":"x"}'), 'tuning.profileWrong'],
  ['of a newer version', () => file(newer), 'tuning.profileNewer'],
])('a file to import that is %s is refused and told so', (_what, named, code) => {
  expect(() => importProfiles(folder, named(), tell)).toThrow(expect.objectContaining({ code }));
  expect(existsSync(kept)).toBe(false);
});

test('kept profiles that are damaged are set aside, so that laps are advised on and profiles imported all the same', () => {
  writeFileSync(kept, profile.slice(0, 40));
  expect(isImported()).toBe(false);
  expect(told).toEqual([{ key: 'tuning.profilesSetAside', values: { file: kept, aside: `${kept}.unreadable` } }]);
  importProfiles(folder, file(profile), tell);
  expect(isImported()).toBe(true);
});

test('kept profiles of a newer version are neither used nor overwritten', () => {
  writeFileSync(kept, newer);
  expect(isImported()).toBe(false);
  expect(told).toEqual([{ key: 'tuning.profileNewer', values: { file: kept } }]);
  expect(() => importProfiles(folder, file(profile), tell)).toThrow(expect.objectContaining({ code: 'tuning.profileNewer' }));
  expect(readFileSync(kept, 'utf8')).toBe(newer);
});

test('a folder in which nothing can be written is named', () => {
  mkdirSync(`${kept}.tmp`);
  expect(() => importProfiles(folder, file(profile), tell)).toThrow(expect.objectContaining({ code: 'tuning.profilesNotKept', values: { file: kept, reason: 'EISDIR' } }));
});
