import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import { startQemuTarget, type QemuTarget } from '../../core/practice/machine/target.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import type { Target } from '../../core/providers/provider.ts';
import { toAsciicast } from '../../core/recording/export/asciicast.ts';
import { nodeRecordingFiles } from '../../core/recording/node-files.ts';
import { Recording } from '../../core/recording/recording.ts';
import { textFakes } from '../fakes/all.ts';
import { azureFake } from '../fakes/azure.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { catchTarget, furtherLaps, story, type LabCatchOptions } from './catching.ts';
import { seededRandom } from './cloud/random.ts';
import { imageCache, labMachine, surroundings, withMachine, type LabMachine } from './machine.ts';
import { catchOnProvider, hypervisorOf } from './providing.ts';
import { labMissing } from './tools.ts';
import { Truth } from './truth.ts';

describe.skipIf(labMissing !== '')('a real GRUB on a serial line', () => {
  test('is held where its console comes back only after the menu was written, and its rescue entry boots', async () => {
    const truth = await Truth.listen(await obtainImage('serial', imageCache));
    const machine = await startQemuTarget({ image: 'serial', cacheFolder: imageCache, gateway: 'tcp', downMs: 500, extraArguments: truth.machineArguments }, surroundings);
    truth.watch(machine.machine);
    // The first boot's, which would open the console of the second too early.
    await truth.waitForMark('menu');
    const late = await lateConsole(machine, truth);
    try {
      const caught = await catchTarget(late.target, truth, { plan: 'rescue-entry' });
      expect({ outcome: caught.result.outcome, mark: truth.lastMark?.mark }, story(caught)).toEqual({ outcome: 'held', mark: 'rescue' });
      expect(caught.events.flatMap((event) => (event.event === 'drop' ? ['drop'] : event.event === 'keySent' && event.why === 'proof' ? [event.key] : [])), story(caught)).toEqual(['drop', 'Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
    } finally {
      late.close();
      await machine.close();
      await truth.close();
    }
  });

  test('is held where it hides its menu, through Azure, whose console stays open over the reset', async () => {
    await withMachine('serial-hidden-2', {}, async (lab) => {
      const azure = await azureFake.start({ vm: hypervisorOf(lab), vncPassword: '', clock: systemClock, random: seededRandom(3), downMs: 500 });
      try {
        const provider = await createProvider({ name: 'main', provider: 'azure', settings: azure.settings }, azure.secrets, createNodePorts({}, () => undefined));
        const caught = await catchTarget(await provider.target('web-01', new AbortController().signal), lab.truth, furtherLaps);
        expect({ outcome: caught.result.outcome, key: caught.result.key, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', key: 'F4', truth: true });
        expect(azure.story.filter((step) => step !== 'reset')).toEqual(['opened', 'admitted']);
      } finally {
        azure.close();
      }
    });
  });
});

/** How long a menu has stood on the line before {@link lateConsole} lets anybody see it. */
const lateMs = 1_000;

/** The machine as its provider would have it whose console comes back late: after a reboot each connection ends at once until the menu has stood for a second. */
async function lateConsole(machine: QemuTarget, truth: Truth): Promise<{ readonly target: Target; close(): void }> {
  let isOpen = true;
  const endpoint = await machine.endpoint(new AbortController().signal);
  if (endpoint.kind !== 'tcp') throw new Error('The line is not on TCP.');
  const server = createServer((client) => {
    const line = isOpen ? connect(endpoint.port, endpoint.host) : undefined;
    if (!line) return client.destroy();
    pipeline(client, line, client, () => line.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const openLate = async (skip: number): Promise<void> => {
    await truth.waitForMark('menu', { skip });
    await wait(lateMs);
    isOpen = true;
  };
  const target: Target = {
    ...machine,
    endpoint: () => Promise.resolve({ kind: 'tcp', host: '127.0.0.1', port, text: {} }),
    reboot: async (kind, signal) => {
      isOpen = false;
      void openLate(truth.marks.length);
      await machine.reboot?.(kind, signal);
    },
  };
  return { target, close: () => server.close() };
}

/** Boots an entry that nobody boots by doing nothing. */
const rescue = 'select /\\(rescue\\)/; boot';

describe.skipIf(labMissing !== '')('a real GRUB on the serial line of one machine is held through', () => {
  let lab: LabMachine;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootcatch-serial-'));
    lab = await labMachine('serial');
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  async function expectRescue(kind: ProviderFake | undefined, options: LabCatchOptions): Promise<void> {
    if (!kind) throw new Error('There is no such fake.');
    const marksBefore = lab.truth.marks.length;
    const [caught] = await catchOnProvider(kind, lab, { laps: 1, seed: 31, downMs: 500, options: { ...furtherLaps, ...options } });
    if (!caught) throw new Error('There was no lap.');
    const marks = lab.truth.marks.slice(marksBefore).map(({ mark }) => mark);
    expect({ outcome: caught.result.outcome, said: caught.result.message.key, booted: marks.at(-1), drops: caught.events.some(({ event }) => event === 'drop') }, story(caught)).toEqual({ outcome: 'held', said: 'plan.done', booted: 'rescue', drops: true });
  }

  test.each(['openstack, serial', 'scaleway'])('%s', async (name) => {
    await expectRescue(textFakes[name], { plan: rescue });
  });

  test('conoha v2, serial: its kernel line is edited, and all of it is recorded as text', async () => {
    const recordTo = join(await mkdtemp(join(folder, 'catch-')), 'caught.bootcatch');
    const plan = `select /\\(rescue\\)/; single-user; type 'cat /proc/cmdline\\n'; wait /console=ttyS0 systemd\\.unit=rescue\\.target$/ 20s`;
    await expectRescue(textFakes['conoha v2, serial'], { plan, recordTo });

    const recording = await Recording.open(await nodeRecordingFiles.open(recordTo));
    let cast = '';
    for await (const line of toAsciicast(recording, (phase) => phase)) cast += line;
    await recording.close();
    const [header, ...events] = cast.trim().split('\n').map((line): unknown => JSON.parse(line));
    expect(header).toMatchObject({ version: 3, term: { cols: 80, rows: 24 }, title: 'web-01' });
    const written = events.flatMap((event) => (Array.isArray(event) && event[1] === 'o' ? [String(event[2])] : [])).join('');
    // The highlighted entry is inverse; the editor, the kernel and the shell follow.
    for (const seen of ['GNU GRUB  version', `\u001b[7m`, lab.image.titles.rescue, 'Minimum Emacs-like screen editing', 'Linux version', 'cat /proc/cmdline']) expect(written).toContain(seen);
    const phases = events.flatMap((event) => (Array.isArray(event) && event[1] === 'm' ? [String(event[2])] : []));
    expect(phases).toEqual(expect.arrayContaining(['bootMenu', 'kernel', 'rescueShell']));
  });
});
