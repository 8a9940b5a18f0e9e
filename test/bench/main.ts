/**
 * The benchmark: `npm run bench`. `--only gauntlet,providers,text-consoles,hive,keystone,first-key,reading,guess,load,app,plans,recording,tuning-speed,tuning-kills,tuning,tuning-token,tuning-hang`, `--laps 20`, `--peer-laps 20` (0: none),
 * `--images text,uefi`, `--full` (the whole cross), `--plans rescue-entry,single-user`, `--providers hetzner,sakura` (a name may hold a comma with a space), `--guess <folder with tesseract.js>`, `--tries 15`, `--kills 200`,
 * `--hours 100`, `--seed 7`, `--write` (puts the tables into docs/benchmarks.md). Measures nothing but itself: let the machine be idle.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../lab/cloud/random.ts';
import { hasKeystone, keystoneInstall } from '../lab/keystone/debian-keystone.ts';
import { labMissing } from '../lab/tools.ts';
import { app } from './app.ts';
import { gauntletImages } from './draw.ts';
import { firstKey } from './first-key.ts';
import { gauntlet } from './gauntlet.ts';
import { guess } from './guess.ts';
import { keystone } from './keystone.ts';
import { load } from './load.ts';
import type { Section } from './numbers.ts';
import { plans } from './plans.ts';
import { hive, providers, textConsoles } from './providers.ts';
import { reading } from './reading.ts';
import { recording } from './recording.ts';
import { tuningKills } from './tuning-kills.ts';
import { tuningLab } from './tuning-lab.ts';
import { tuningSpeed } from './tuning-speed.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    laps: { type: 'string', default: '20' },
    'peer-laps': { type: 'string' },
    images: { type: 'string' },
    plans: { type: 'string' },
    providers: { type: 'string' },
    guess: { type: 'string' },
    full: { type: 'boolean', default: false },
    tries: { type: 'string', default: '15' },
    kills: { type: 'string', default: '200' },
    hours: { type: 'string', default: '100' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const laps = Number(values.laps);
const tries = Number(values.tries);
const images = gauntletImages.filter((image) => values.images === undefined || values.images.split(',').includes(image));
const log = (line: string): void => console.error(line);

const sections: Readonly<Record<string, () => Section | Promise<Section>>> = {
  reading: () => reading(tries * 20),
  ...(values.guess !== undefined && { guess: () => guess(values.guess ?? '') }),
  load: () => load(laps, tries * 1_000, seededRandom(seed)),
  'first-key': () => firstKey(tries, log),
  recording: () => recording({ kills: Number(values.kills), hours: Number(values.hours), random: seededRandom(seed), log }),
  'tuning-speed': () => tuningSpeed(tries, seededRandom(seed), log),
  'tuning-kills': () => tuningKills(Number(values.kills), seededRandom(seed), log),
  tuning: () => tuningLab('ban', laps, seededRandom(seed), log),
  'tuning-token': () => tuningLab('token', laps, seededRandom(seed), log),
  'tuning-hang': () => tuningLab('hang', laps, seededRandom(seed), log),
  app: () => app(tries * 10, seededRandom(seed)),
  plans: () => plans(laps, values.plans?.split(','), log),
  gauntlet: () => gauntlet({ laps, images, full: values.full, peerLaps: Number(values['peer-laps'] ?? laps), random: seededRandom(seed), log }),
  providers: () => providers({ names: values.providers?.split(/,(?! )/), laps, seed, log }),
  'text-consoles': () => textConsoles({ names: values.providers?.split(/,(?! )/), laps, seed, log }),
  hive: () => hive({ laps, seed, log }),
  keystone: () => keystone({ laps, random: seededRandom(seed), log }),
};
const needsLab = new Set(['first-key', 'app', 'plans', 'recording', 'tuning', 'tuning-token', 'tuning-hang', 'gauntlet', 'providers', 'text-consoles', 'hive', 'keystone']);

const file = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

/** The section between its two marks. */
function write({ name, title, body }: Section, about: string): void {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for ${name}.`);
  writeFileSync(file, `${text.slice(0, from)}${begin}\n\n### ${title}\n\n${about}\n\n${body}\n\n${text.slice(to)}`);
}

for (const [name, run] of Object.entries(sections)) {
  if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
  if (needsLab.has(name) && labMissing !== '') {
    log(`${name} is left out. ${labMissing}`);
    continue;
  }
  if (name === 'keystone' && !hasKeystone) {
    log(`keystone is left out. Debian's own Keystone comes with ${keystoneInstall}.`);
    continue;
  }
  const loadBefore = loadavg()[0] ?? 0;
  const section = await run();
  const about = `Seed ${seed}; ${new Date().toISOString().slice(0, 10)}; ${cpus().length} × ${cpus()[0]?.model ?? arch()}, Linux ${release()}, Node ${process.versions.node}, QEMU in software emulation; load ${loadBefore.toFixed(1)} at the start.`;
  console.log(`\n### ${section.title}\n\n${about}\n\n${section.body}`);
  if (values.write) write(section, about);
}
process.exit(0);
