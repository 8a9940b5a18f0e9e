import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BootcatchError } from '../../base/error.ts';
import type { TimelineMessage } from '../../timeline/events.ts';
import type { Attempts } from '../attempts.ts';
import { mergeProfiles, parseProfiles, writeProfiles, type SharedProfile } from '../shared-profile.ts';
import { Tuner } from '../tuner.ts';
import { openSqliteAttempts } from './sqlite-attempts.ts';

/** The kept laps of a data folder, and what is learnt from them. */
export interface OpenTuner {
  readonly attempts: Attempts;
  readonly tuner: Tuner;
  /** Takes over the text of a profile file and advises by it from now on. @param file its name, for errors. @throws BootcatchError `tuning.profileWrong` */
  importProfiles(text: string, file: string): readonly SharedProfile[];
  close(): void;
}

const attemptsFile = (folder: string): string => `${folder}/attempts.sqlite`;
const profilesFile = (folder: string): string => `${folder}/profiles.json`;

/** @throws BootcatchError `tuning.*` */
export function openTuner(folder: string, tell: (message: TimelineMessage) => void): OpenTuner {
  const attempts = openSqliteAttempts(attemptsFile(folder), tell);
  const tuner = new Tuner(attempts, importedProfiles(folder));
  const takeOver = (text: string, file: string): readonly SharedProfile[] => {
    const taken = keepProfiles(folder, text, file);
    tuner.useProfiles(importedProfiles(folder));
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

/** The profiles that were imported into a data folder. @throws BootcatchError `tuning.profileWrong` */
export function importedProfiles(folder: string): SharedProfile[] {
  const text = readIfThere(profilesFile(folder));
  return text === undefined ? [] : parseProfiles(text, profilesFile(folder));
}

/** Takes a profile file over into a data folder; the rules are those of {@link mergeProfiles}. @throws BootcatchError `tuning.profileWrong` */
export function importProfiles(folder: string, file: string): SharedProfile[] {
  const text = readIfThere(file);
  if (text === undefined) throw new BootcatchError('tuning.profileWrong', { file });
  return keepProfiles(folder, text, file);
}

function keepProfiles(folder: string, text: string, file: string): SharedProfile[] {
  const taken = parseProfiles(text, file);
  const path = profilesFile(folder);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.tmp`, writeProfiles(mergeProfiles(importedProfiles(folder), taken)), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  return taken;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new BootcatchError('tuning.profileWrong', { file: path }, { cause: error });
  }
}
