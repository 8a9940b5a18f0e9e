import { describe, expect, test } from 'vitest';
import { beginRun } from '../../../core/catch/begin-run.ts';
import { Console } from '../../../core/catch/console.ts';
import type { CatchPorts } from '../../../core/catch/options.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { calm, createWorld, errorOf } from './world.ts';

const file = '/home/person/site/.hive/production/ssh_config';
const sshConfig = `# written by hive
Host hive0.site
    HostName 192.0.2.10
    User hive
Host "hive1.site"
    Hostname=192.0.2.11
Host hive2.site
    HostName 192.0.2.12
Host *
    StrictHostKeyChecking yes
Host -oProxyCommand=evil
`;

/** A hive whose hosts answer SSH, save for those in `down`. */
async function openHive(down: readonly string[], asked: string[][] = []) {
  const world = createWorld({
    files: { [file]: sshConfig },
    run: (program, args) => {
      asked.push([program, ...args]);
      return { exitCode: down.includes(args.at(-2) ?? '') ? 255 : 0, stdout: '', stderr: '' };
    },
  });
  return { world, provider: await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/home/person/site/' } }, {}, world) };
}

describe('hive-builder', () => {
  test('its hosts are those of the stage’s ssh_config, patterns and options left out', async () => {
    const { provider } = await openHive([]);
    expect((await provider.servers(calm)).map(({ name, addresses }) => [name, addresses[0]])).toEqual([
      ['hive0.site', '192.0.2.10'],
      ['hive1.site', '192.0.2.11'],
      ['hive2.site', '192.0.2.12'],
    ]);
  });

  test('a folder that is no hive is named', async () => {
    const provider = await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/elsewhere' } }, {}, createWorld());
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.fileWrong', values: { path: '/elsewhere/.hive/production/ssh_config' } });
  });

  test('nothing speaks against a reset while the other two answer', async () => {
    const asked: string[][] = [];
    const target = await (await openHive([], asked)).provider.target('hive0.site', calm);
    expect(await target.beforeReset?.(calm)).toBeUndefined();
    expect(asked).toEqual(['hive1.site', 'hive2.site'].map((name) => ['ssh', '-F', file, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '--', name, 'true']));
  });

  test('where ssh is missing, nothing is known of the others, and that speaks against it', async () => {
    const world = createWorld({ files: { [file]: sshConfig } });
    const provider = await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/home/person/site' } }, {}, world);
    expect(await (await provider.target('hive0.site', calm)).beforeReset?.(calm)).toMatchObject({ code: 'provider.hive.peersSilent' });
  });

  test.each([[false], [true]])('a second node that is down stops the catch of a pasted console before its reboot, unless the person says yes (%s)', async (yes) => {
    const { world, provider } = await openHive(['hive2.site']);
    let reboots = 0;
    const server = { ...(await provider.target('hive0.site', calm)), reboot: () => Promise.resolve(void reboots++) };
    const target = new PastedTarget('ws://127.0.0.1:1/', { server });
    const screen = new Screen();
    const timeline = new Timeline(world.clock);
    const ports: CatchPorts = {
      target,
      timeline,
      clock: world.clock,
      console: new Console(screen, new ScreenReader(screen), world.clock),
      openConsole: () => Promise.reject(new Error('never opened')),
      confirmReset: () => Promise.resolve(yes),
    };
    const run = beginRun({ reboot: 'hard', force: false }, ports, calm);
    if (yes) expect(await run).toBe('gone');
    else expect(await errorOf(run)).toMatchObject({ code: 'provider.hive.peersSilent', values: { server: 'hive0.site', peers: 'hive2.site' } });
    expect(reboots).toBe(yes ? 1 : 0);
    expect(timeline.events.map(({ event }) => event)).toContain('stopNeeded');
  });
});
