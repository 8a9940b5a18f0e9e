import { describe, expect, test } from 'vitest';
import { startQemuTarget, type PracticeGateway } from '../../core/practice/machine/target.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { catchOnCloud, catchTarget, furtherLaps, story, type LabCatch, type LabCatchOptions, type Proof } from './catching.ts';
import type { OpenStackLabOptions } from './cloud/openstack-lab.ts';
import { imageCache, surroundings } from './machine.ts';
import { labMissing } from './tools.ts';
import { hasNovaProxy } from './nova-proxy/nova-proxy.ts';
import { Truth } from './truth.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';

const seed = 20_261_123;

/** Every verdict of `held`, here and in the benchmark, is held against the machine itself; only the first case here waits for the end of the timeout as well. */
function expectHeld(caught: LabCatch): void {
  expect({ outcome: caught.result.outcome, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', truth: true });
}

const proof: Proof = 'countdownStopped';

interface MachineCatch extends LabCatchOptions {
  readonly before?: (truth: Truth) => Promise<void>;
}

/** Catches the practice machine as `bootcatch catch qemu` does, with the truth beside it. */
async function catchMachine(name: ImageName, gateway: PracticeGateway, { before, ...options }: MachineCatch = {}): Promise<LabCatch> {
  const truth = await Truth.listen(await obtainImage(name, imageCache));
  const target = await startQemuTarget({ image: name, cacheFolder: imageCache, gateway, downMs: 700, extraArguments: truth.machineArguments }, surroundings);
  try {
    truth.watch(target.machine);
    await before?.(truth);
    return await catchTarget(target, truth, { proof, ...furtherLaps, ...options });
  } finally {
    await target.close();
    await truth.close();
  }
}

describe.skipIf(labMissing !== '')('a real GRUB behind a cloud is held', () => {
  const cases: readonly (readonly [name: string, setup: Omit<OpenStackLabOptions, 'seed'>])[] = [
    ['text menu of 5 s, Nova’s proxy, 50 ms away', { image: 'text', roundTripMs: 50 }],
    ['text menu of 1 s, token dead at the reboot, 150 ms away', { image: 'text-1', roundTripMs: 150, tokenMode: 'diesAtReboot', downMs: 1_000 }],
    ['graphical menu, token good for one dial, websockify, hardly away', { image: 'graphical', tokenMode: 'once', proxy: 'websockify', downMs: 300 }],
    ['hidden menu of 2 s, port swapped at the reboot', { image: 'hidden-2', tokenMode: 'portChanges', downMs: 1_000 }],
    ['hidden menu of 0 s, plain websockify', { image: 'hidden-0', proxy: 'websockify', timings: { apiMs: [0, 0] } }],
  ];

  test.each(cases)('%s', async (_name, setup) => {
    expectHeld(await catchOnCloud({ seed, ...setup }, { profile: { intervalMs: 50 }, ...furtherLaps, proof: setup === cases[0]?.[1] ? 'menuHeld' : proof }));
  });

  test.skipIf(!hasNovaProxy)('through the security proxy of Debian’s own nova', async () => {
    expectHeld(await catchOnCloud({ seed, image: 'text-1', proxy: 'debianNova', downMs: 1_000 }, { ...furtherLaps, proof }));
  });

  test('a menu of 0 s behind a slow console call is given up, and nothing is said of a timeout of 0', async () => {
    const caught = await catchOnCloud({ seed, image: 'hidden-0', tokenMode: 'diesAtReboot', consoleCallMs: 2_000, downMs: 500 }, { lapLimit: 2 });
    expect(caught.result.outcome, story(caught)).toBe('gaveUp');
    expect(caught.truth.held).toBe(false);
  });
});

describe.skipIf(labMissing !== '')('a real GRUB on a machine of one’s own', () => {
  test('arrows hold a visible menu, reached through QEMU’s own WebSocket', async () => {
    expectHeld(await catchMachine('text-1', 'qemu', { keys: 'arrows' }));
  });

  test('a nested menu under UEFI is held and not left', async () => {
    expectHeld(await catchMachine('uefi-nested', 'qemu'));
  });

  test('a visible menu with a timeout of 0 is called uncatchable after three laps', async () => {
    const caught = await catchMachine('visible-0', 'qemu', { lapLimit: 3 });
    expect({ outcome: caught.result.outcome, laps: caught.result.laps, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'uncatchable', laps: 3, truth: false });
  });

  test('a guest that reboots itself is caught without any reset of ours', async () => {
    // Into the panic at once, not after the countdown.
    const before = async (truth: Truth): Promise<void> => {
      await truth.waitForMark('menu');
      await truth.press('ret');
    };
    const caught = await catchMachine('text-restarts', 'websockify', { reboot: 'manual', before });
    expectHeld(caught);
    expect(caught.events.some(({ event }) => event === 'reset')).toBe(true);
    expect(caught.events.some(({ event }) => event === 'drop')).toBe(false);
  });
});
