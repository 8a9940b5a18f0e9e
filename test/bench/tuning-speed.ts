import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unknownProviderProfile } from '../../core/providers/provider.ts';
import { openTuner } from '../../core/tuning/node/open-tuner.ts';
import { openDatabase } from '../../core/tuning/node/sqlite.ts';
import { costs, families, INTERVAL_MS, lapOf, simulatedProvider, type Draw } from '../unit/tuning/simulated-providers.ts';
import { ms, percentile, table, type Section } from './numbers.ts';
import type { Measured, Took } from './tuning-speed/process.ts';

const LAPS = 10_000;
const LAP_MS = 600_000;
const BAN_MS = 10_000;
const SERVERS = [1, 50] as const;
/** How often each process asks once more. */
const TIMES = 40;
const program = fileURLToPath(new URL('tuning-speed/process.ts', import.meta.url));

/** What a person asks for in a process that has just started, and how long that has been up by then. */
const asked = [
  { what: 'advice', name: 'advice, in a process of the command line', restMs: 0 },
  { what: 'page', name: 'page, a second after the app’s start', restMs: 1_000 },
] as const;

/** What the advice and the page's data take with ten thousand laps kept, in processes that have just started. */
export async function tuningSpeed(starts: number, random: () => number, log: (line: string) => void): Promise<Section> {
  const rows: string[][] = [];
  for (const servers of SERVERS) {
    const folder = await mkdtemp(join(tmpdir(), 'bootcatch-tuning-'));
    try {
      keepLaps(folder, servers, random);
      for (const { what, name, restMs } of asked) {
        const all: Measured[] = [];
        for (let start = 0; start < starts; start++) all.push(await measure(folder, what, restMs));
        const row = (part: string, times: readonly Took[]): string[] => {
          const shown = (share: number, of: keyof Took): string => ms(percentile(times.map((took) => took[of]), share));
          return [`${name}: ${part}`, String(servers), shown(0.5, 'wallMs'), shown(0.95, 'wallMs'), shown(0.5, 'cpuMs'), shown(0.95, 'cpuMs')];
        };
        rows.push(row('opening the file', all.map(({ open }) => open)), row('the first', all.map(({ first }) => first)), row('the next', all.flatMap(({ next }) => next)));
        log(rows.slice(-3).map((cells) => cells.join(', ')).join('\n'));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return { name: 'tuning-speed', title: `The tuning with ${LAPS} laps kept, ${starts} starts`, body: table(['', 'servers', 'median', '95th percentile', 'the process’s own time, median', '95th percentile'], rows) };
}

/** What a ban of ten seconds makes of a lap that is probed at once: however early the console is back, nobody gets in before. */
const banned = ({ downMs, windowMs }: Draw): Draw => ({ downMs: Math.max(downMs, BAN_MS), windowMs: downMs + windowMs - Math.max(downMs, BAN_MS) });

/** Simulated laps of one provider's servers, caught in turn without a delay; every other server sits behind a ban that is still to be found out. */
function keepLaps(folder: string, servers: number, random: () => number): void {
  openTuner(folder, () => undefined).close();
  const database = openDatabase(`${folder}/attempts.sqlite`, 1_000);
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const insert = database.prepare('INSERT INTO laps (catch_id, lap, started_at, provider, server, outcome, record) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const all = Array.from({ length: servers }, (_, at) => simulatedProvider(families[at % families.length] ?? 'steady', costs.free, random));
  for (let lap = 1; lap <= LAPS; lap++) {
    const at = lap % servers;
    const draw = all[at]?.draw(0, random) ?? { downMs: 2_000, windowMs: 5_000 };
    const startedAt = new Date(Date.UTC(2026, 0, 1) + lap * LAP_MS).toISOString();
    const record = { ...lapOf(at % 2 === 0 ? banned(draw) : draw, { firstDelayMs: 0, intervalMs: INTERVAL_MS }, lap), provider: 'openstack', server: `main/${at}`, startedAt };
    insert.run(record.catchId, lap, startedAt, record.provider, record.server, record.outcome, JSON.stringify(record));
  }
  database.exec('COMMIT');
  database.close();
  keepEstimates(folder);
}

/** What a catch does when its last lap is kept. */
function keepEstimates(folder: string): void {
  const opened = openTuner(folder, () => undefined);
  for (const { server, provider } of opened.attempts.summaries()) opened.tuner.advise(server, provider, unknownProviderProfile);
  opened.close();
}

async function measure(folder: string, what: 'advice' | 'page', restMs: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder, what, String(TIMES), String(restMs)]);
  return JSON.parse(stdout) as Measured;
}
