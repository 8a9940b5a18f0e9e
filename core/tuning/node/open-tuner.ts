import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { BootcatchError } from '../../base/error.ts';
import { makeFolder } from '../../storage/node-folder.ts';
import type { TimelineMessage } from '../../timeline/events.ts';
import type { Attempts } from '../attempts.ts';
import { mergeProfiles, parseProfiles, writeProfiles, type SharedProfile } from '../shared-profile.ts';
import { Tuner } from '../tuner.ts';
import { openSqliteAttempts } from './sqlite-attempts.ts';

/** The kept laps of a data folder, and what is learnt from them. */
export interface OpenTuner {
  readonly attempts: Attempts;
  readonly tuner: Tuner;
  /** Takes over the text of a profile file and advises by it from now on. @param file its name, for errors. @throws BootcatchError `tuning.profile*` */
  importProfiles(text: string, file: string): readonly SharedProfile[];
  close(): void;
}

const attemptsFile = (folder: string): string => `${folder}/attempts.sqlite`;
const profilesFile = (folder: string): string => `${folder}/profiles.json`;

/** @throws BootcatchError `tuning.*` */
export function openTuner(folder: string, tell: (message: TimelineMessage) => void): OpenTuner {
  const attempts = openSqliteAttempts(attemptsFile(folder), tell);
  const tuner = new Tuner(attempts, usableProfiles(folder, tell));
  const takeOver = (text: string, file: string): readonly SharedProfile[] => {
    const { taken, all } = keepProfiles(folder, text, file, tell);
    tuner.useProfiles(all);
    return taken;
  };
  return { attempts, tuner, importProfiles: takeOver, close: () => attempts.close() };
}

/** {@link openTuner} for a catch, which goes on without where it fails: why is told. */
export function openTunerIfPossible(folder: string, tell: (message: TimelineMessage) => void): OpenTuner | undefined {
  try {
    return openTuner(folder, tell);
  } catch (error) {
    if (!(error instanceof BootcatchError)) throw error;
    tell({ key: error.code, values: { ...error.values } });
    return undefined;
  }
}

/** Takes a profile file over into a data folder; the rules are those of {@link mergeProfiles}. @throws BootcatchError `tuning.profile*` */
export function importProfiles(folder: string, file: string, tell: (message: TimelineMessage) => void): readonly SharedProfile[] {
  const text = readIfThere(file);
  if (text === undefined) throw new BootcatchError('tuning.profileMissing', { file });
  return keepProfiles(folder, text, file, tell).taken;
}

function keepProfiles(folder: string, text: string, file: string, tell: (message: TimelineMessage) => void): Readonly<Record<'taken' | 'all', readonly SharedProfile[]>> {
  const taken = parseProfiles(text, file);
  const path = profilesFile(folder);
  const all = mergeProfiles(importedProfiles(folder, tell), taken);
  try {
    makeFolder(folder);
    writeFileSync(`${path}.tmp`, writeProfiles(all), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw new BootcatchError('tuning.profilesNotKept', { file: path, reason: reasonOf(error) }, { cause: error });
  }
  return { taken, all };
}

/** The imported profiles; without those that cannot be used now, of which is told why. */
function usableProfiles(folder: string, tell: (message: TimelineMessage) => void): SharedProfile[] {
  try {
    return importedProfiles(folder, tell);
  } catch (error) {
    if (!(error instanceof BootcatchError)) throw error;
    tell({ key: error.code, values: { ...error.values } });
    return [];
  }
}

/** The profiles that were imported into a data folder. A file that is none is set aside, so that others can be imported. @throws BootcatchError `tuning.profileNewer`, `tuning.profileUnreadable` */
function importedProfiles(folder: string, tell: (message: TimelineMessage) => void): SharedProfile[] {
  const path = profilesFile(folder);
  const text = readIfThere(path);
  if (text === undefined) return [];
  try {
    return parseProfiles(text, path);
  } catch (error) {
    if (!(error instanceof BootcatchError) || error.code !== 'tuning.profileWrong') throw error;
    const aside = `${path}.unreadable`;
    try {
      renameSync(path, aside);
    } catch (reason) {
      throw new BootcatchError('tuning.profileUnreadable', { file: path, reason: reasonOf(reason) }, { cause: reason });
    }
    tell({ key: 'tuning.profilesSetAside', values: { file: path, aside } });
    return [];
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new BootcatchError('tuning.profileUnreadable', { file: path, reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
