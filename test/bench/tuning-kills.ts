import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteAttempts } from '../../core/tuning/node/sqlite-attempts.ts';
import { table, type Section } from './numbers.ts';

/** Processes that catch and write into one file at the same time; each is killed at a moment of its own. */
const AT_ONCE = 8;
/** A kill waits for so many laps at most, and then for a part of a lap; with none it may meet the opening of the file. */
const MOST_LAPS = 4;
const LAP_MS = 2_500;
const program = fileURLToPath(new URL('tuning-kills/process.ts', import.meta.url));

/** What a SIGKILL at any moment of a catch leaves of the kept laps: catches of the practice server, several at once in one file. */
export async function tuningKills(kills: number, random: () => number, log: (line: string) => void): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-kills-'));
  const told: string[] = [];
  const ended = new Set<string>();
  let killed = 0;
  let opened = 0;
  let lost = 0;
  let beside = 0;
  try {
    while (killed < kills) {
      const atOnce = Math.min(AT_ONCE, kills - killed);
      const all = await Promise.all(Array.from({ length: atOnce }, () => catchUntilKilled(folder, Math.floor(random() * (MOST_LAPS + 1)), random() * LAP_MS)));
      for (const line of all.flat()) {
        if (line.startsWith('told ')) told.push(line);
        else if (line !== 'begins') ended.add(line);
      }
      killed += atOnce;
      const attempts = openSqliteAttempts(join(folder, 'attempts.sqlite'), ({ key }) => void told.push(`told ${key}`));
      opened++;
      const kept = new Set(attempts.laps({ limit: Number.MAX_SAFE_INTEGER }).map(({ catchId, lap }) => `${catchId} ${lap}`));
      attempts.close();
      lost = [...ended].filter((lap) => !kept.has(lap)).length;
      beside = [...kept].filter((lap) => !ended.has(lap)).length;
      log(`${killed} of ${kills} killed, ${ended.size} laps ended, ${lost} lost${told.length === 0 ? '' : `, ${told.join('; ')}`}`);
    }
    const rows = [
      ['laps that had ended before the kills', ended.size],
      ['… of them lost', lost],
      ['laps kept whose end the killed process could not tell any more', beside],
      [`times the file was opened afterwards: as it is, whole`, `${opened - told.length} of ${opened}`],
    ];
    return { name: 'tuning-kills', title: `${kills} catches killed, ${AT_ONCE} at once writing into one file`, body: table(['', ''], rows) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The lines that a process wrote before it was killed: after so many laps and a while. */
async function catchUntilKilled(folder: string, laps: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => (text += data));
  // One line more than laps: the first says that it begins.
  while (text.split('\n').length < laps + 2) await once(child.stdout, 'data');
  await wait(afterMs);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  // What follows the last line's end was cut off by the kill.
  return text.split('\n').slice(0, -1);
}
