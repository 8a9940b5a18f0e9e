import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { describeEndpoint, type Endpoint } from '../../../core/link/endpoint.ts';
import { toAsciicast } from '../../../core/recording/export/asciicast.ts';
import { toWebVtt } from '../../../core/recording/export/captions.ts';
import { timelineText, transcriptText } from '../../../core/recording/export/text.ts';
import { gatherFacts } from '../../../core/report/facts.ts';
import { reportToHtml } from '../../../core/report/html.ts';
import { reportToMarkdown } from '../../../core/report/markdown.ts';
import { tellReport } from '../../../core/report/words.ts';
import { openTuner, type OpenTuner } from '../../../core/tuning/node/open-tuner.ts';
import { profilesOf, writeProfiles } from '../../../core/tuning/shared-profile.ts';
import { keepingInMemory, open } from '../recording/studio.ts';
import { PaintedServer } from './painted-server.ts';
import { createWorkbench } from './workbench.ts';

const secret = (what: string): Secret => new Secret(`PLANTED-${what}`);

/** A console that is nothing but secrets. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  'a WebMKS ticket': { kind: 'websocket', url: new Secret('wss://user:PLANTED-user@console.example/ticket/PLANTED-t1?token=PLANTED-q1#PLANTED-f1'), headers: { Cookie: secret('cookie') }, username: 'me', password: secret('password') },
  'a VNC server behind SSH': { kind: 'tcp', host: '192.0.2.5', port: 5901, username: 'me', password: secret('password'), serverKeySha256: 'ab'.repeat(32), through: { destination: 'root:PLANTED-ssh@gate.example' } },
};

let folder: string;
let learning: OpenTuner;
let engine: Engine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-secrets-'));
  learning = openTuner(folder, () => undefined);
});
afterEach(async () => {
  await engine.close();
  learning.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(Object.entries(endpoints))('%s: a whole catch writes none of it anywhere', async (_name, endpoint) => {
  const { files, recordings } = keepingInMemory();
  const server = new PaintedServer();
  const target = server.target({ endpoint: () => Promise.resolve(endpoint) });
  const practice = { scenarios: [], defaultScenario: '', start: () => Promise.resolve({ target, close: () => Promise.resolve() }) };
  const failed: unknown[] = [];
  const openConsole: typeof server.openConsole = (asked, options) =>
    server.openConsole(asked, options).catch(() => {
      const error = new BootcatchError('link.refused', { endpoint: describeEndpoint(asked) });
      failed.push(error);
      throw error;
    });
  const bench = createWorkbench({ clock: server.clock, openConsole, practice, recordings, learning });
  ({ engine } = bench);
  server.rebootsIntoMenu(['Debian GNU/Linux', 'Rescue']);
  await engine.servers.addPasted({ address: 'wss://esx.example/ticket/PLANTED-t2', username: 'me', password: 'PLANTED-pasted', name: 'pasted' });
  await engine.servers.addPasted({ address: 'vnc://me:PLANTED-inUrl@192.0.2.7:5901' });
  await engine.openConsole('practice');
  await server.clock.advance(100);
  await engine.catches.start({ serverId: 'practice', reboot: 'hard', keys: 'auto', lapLimit: 3, agreedResets: 3 });
  await server.clock.advance(20_000);
  const { timeline } = engine.place('practice').story;
  expect(timeline.events.findLast(({ event }) => event === 'result')).toMatchObject({ outcome: 'held' });
  const snapshot = engine.snapshot('practice');
  await engine.close();

  const [file] = [...files.values()];
  const recording = await open(file?.bytes ?? new Uint8Array());
  expect(recording.about?.endpoint).toMatch(/console\.example|192\.0\.2\.5/);
  const facts = await gatherFacts(recording);
  const reports = (['en', 'ja'] as const).flatMap((locale) => [tellReport(facts, { locale, redact: false })].flatMap((told) => [reportToHtml(told), reportToMarkdown(told)]));
  const cast: string[] = [];
  for await (const line of toAsciicast(recording, String)) cast.push(line);
  const laps = learning.attempts.laps({ limit: 100 });
  expect(laps.length).toBeGreaterThan(0);
  expect(failed.length).toBeGreaterThan(0);
  const written = {
    recording: [...files.keys(), JSON.stringify([recording.about, recording.events, recording.marks]), ...[...files.values()].map(({ bytes }) => bytes.toString('latin1'))],
    exports: [await transcriptText(recording), timelineText(recording), await toWebVtt(recording), ...cast],
    reports,
    told: [JSON.stringify(timeline.events), JSON.stringify(snapshot), JSON.stringify(engine.list), inspect(failed, { depth: 10 })],
    attempts: [JSON.stringify(laps), writeProfiles(profilesOf(laps)), ...readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))],
    dataFolder: [...bench.world.files.texts].flat(),
    reported: [JSON.stringify(bench.world.reports), JSON.stringify(engine.settings.current)],
  };
  for (const [where, texts] of Object.entries(written)) {
    expect([where, texts.length > 0]).toEqual([where, true]);
    for (const text of texts) expect([where, /PLANTED[^"\s]*/.exec(text)?.[0]]).toEqual([where, undefined]);
  }
});
