import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pngToPicture, screenToPng } from '../../../core/screen/png.ts';
import { timelineEventSchema, type TimelineEvent } from '../../../core/timeline/events.ts';
import { startPeer } from '../providers/world.ts';

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'bootcatch-cli-'));
});
afterAll(() => rm(home, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own. */
function bootcatch(args: readonly string[], { input = '', environment = {}, during }: { input?: string; environment?: Record<string, string>; during?: (child: ChildProcess, stdout: string) => void } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', BOOTCATCH_HOME: home, ...environment } });
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      written.stdout += chunk.toString();
      during?.(child, written.stdout);
    });
    child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
    child.stdin.end(input);
  });
}

const japanese = { LANG: 'ja_JP.UTF-8' };

describe.concurrent('a command line that cannot be right ends with 2 and says why', () => {
  test.each([
    [['catch', 'qemu:foo'], /no practice image “foo”.*hidden-0/],
    [['catch', 'practice:foo'], /no practice scenario “foo”.*usual/],
    [['catch', 'practice', '--keys', '<f44>'], /<f44> is no key/],
    [['catch', 'practice', '--keys', 'hold'], /no key preset.*auto, arrows, f4, esc, shift/],
    [['catch', 'practice', '--laps', 'many'], /--laps wants a whole number/],
    [['catch', 'practice', '--reboot', 'gently'], /hard, soft, manual/],
    [['catch', 'https://panel.example/servers'], /panel\.example/],
    [['catch', '-'], /standard input/],
    [['catch', 'nonsense'], /nonsense/],
    [['explode'], /unknown command/],
  ])('%j', async (args, said) => {
    const { code, stderr } = await bootcatch(args);
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });

  test('in the person’s language', async () => {
    const { stderr } = await bootcatch(['catch', 'qemu:foo'], { environment: japanese });
    expect(stderr).toMatch(/練習用イメージ「foo」はありません/);
  });
});

describe.concurrent('secrets', () => {
  test('a console address never comes back with its token', async () => {
    const { code, stdout, stderr } = await bootcatch(['screen', 'http://127.0.0.1:9/vnc_lite.html?path=%3Ftoken%3Dhush-hush']);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('hush');
    expect(stderr).toMatch(/127\.0\.0\.1:9/);
  });

  test('a password command that fails is named without its output', async () => {
    const { code, stderr } = await bootcatch(['screen', '127.0.0.1:9', '--password-command', 'echo hush-hush; exit 3']);
    expect({ code, hush: stderr.includes('hush') }).toEqual({ code: 1, hush: false });
  });

  test('an account keeps its settings in a file and its secret out of it', async () => {
    expect((await bootcatch(['account', 'add', 'night', 'hetzner', 'token=hush-hush'])).stderr).toMatch(/BOOTCATCH_NIGHT_TOKEN/);
    const added = (await bootcatch(['account', 'add', 'night', 'hetzner'])).stdout;
    expect(added).toMatch(/BOOTCATCH_NIGHT_TOKEN/);
    // What is known from documents alone is said to be so.
    expect(added).toContain('not yet on a live account');
    expect((await bootcatch(['servers'])).stdout).toMatch(/night\s+hetzner/);
    expect(await readFile(join(home, 'accounts', 'night.json'), 'utf8')).not.toContain('hush');
    const missing = await bootcatch(['servers', 'night']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('BOOTCATCH_NIGHT_TOKEN') as string });
    expect((await bootcatch(['account', 'remove', 'night'])).code).toBe(0);
  });

  test('an account whose secret is at hand is tried at once, and kept whatever the provider says', async () => {
    await using peer = await startPeer(({ headers }) =>
      headers.authorization === 'Bearer right-token' ? { status: 200, json: { data: [{ id: 7, label: 'web-01', status: 'running' }], pages: 1 } } : { status: 401, json: { errors: [{ reason: 'Invalid Token' }] } },
    );
    const add = (token: string): Promise<Ended> => bootcatch(['account', 'add', 'day', 'linode', `url=${peer.url}`], { environment: { BOOTCATCH_DAY_TOKEN: token } });
    expect(await add('right-token')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Servers to be seen with them: 1.') as string });
    const refused = await add('wrong-token');
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('Added the account “day”') as string, stderr: expect.stringContaining('Invalid Token') as string });
    expect(refused.stdout + refused.stderr).not.toContain('wrong-token');
  });
});

describe.concurrent('a screenshot from elsewhere', () => {
  const panic = fileURLToPath(new URL('../reading/screens/uefi-panic.png', import.meta.url));

  test('is told as text, and what such a stop usually is beside it', async () => {
    const { code, stdout, stderr } = await bootcatch(['screen', panic, '--text']);
    expect(code).toBe(0);
    expect(stdout).toContain('Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)');
    expect(stderr).toMatch(/^What this usually is: .*initramfs is missing.*\nWhat to try first: Boot the previous kernel/);
  });

  test('scaled smoothly holds no text that can be read: it says so, and what to do', async () => {
    const { width, height, pixels } = pngToPicture(await readFile(panic));
    const half = Buffer.alloc(width * height);
    const [rows, columns] = [height / 2, width / 2];
    for (let at = 0; at < half.length; at++) {
      const [row, column, channel] = [Math.floor(at / 4 / columns), Math.floor(at / 4) % columns, at % 4];
      const sample = (dy: number, dx: number): number => pixels[((row * 2 + dy) * width + column * 2 + dx) * 4 + channel] ?? 0;
      half[at] = (sample(0, 0) + sample(0, 1) + sample(1, 0) + sample(1, 1)) / 4;
    }
    const file = join(home, 'half.png');
    await writeFile(file, screenToPng({ width: columns, height: rows, pixels: half }));
    const { code, stdout, stderr } = await bootcatch(['screen', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Only exact pixels can be read.*page at 100 %.*npm install/);
  });

  test('of another kind than PNG is named as such', async () => {
    const { code, stderr } = await bootcatch(['screen', 'Screenshot 2.jpeg']);
    expect({ code, said: /only PNG keeps every pixel/.test(stderr) }).toEqual({ code: 1, said: true });
  });
});

describe.concurrent('a catch of the practice server', () => {
  test('is told as the timeline, ends with its result, and leaves a picture', async () => {
    const picture = join(home, 'held.png');
    const { code, stdout } = await bootcatch(['catch', 'practice', '--json', '--screenshot', picture]);
    const events: TimelineEvent[] = stdout.trimEnd().split('\n').map((line) => timelineEventSchema.parse(JSON.parse(line)));
    expect(events[0]?.event).toBe('catchStarted');
    expect(events.at(-1)).toMatchObject({ event: 'result', outcome: 'held', proof: 'standsWithoutCountdown', menu: { kind: 'grub2', selected: 0 } });
    expect(code).toBe(0);
    expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');
  });

  test('gives its recording’s laps to another machine, and to its own not twice', async () => {
    const file = join(home, 'lent.bootcatch');
    expect((await bootcatch(['catch', 'practice', '--record', file, '--json'])).code).toBe(0);
    const elsewhere = { environment: { BOOTCATCH_HOME: join(home, 'elsewhere') } };
    expect((await bootcatch(['attempts', '--import', file])).stdout).toMatch(/taken over: 0 of [1-5]\b/);
    expect((await bootcatch(['attempts', '--import', file], elsewhere)).stdout).toMatch(/taken over: ([1-5]) of \1\b/);
    expect((await bootcatch(['recordings', '--keep-days', '30', '--keep-gib', '2'], elsewhere)).stdout).toMatch(/kept for 30 days, at most 2 GiB/);
  });

  test('is told in words, the held menu last, in Japanese where that is the language', async () => {
    const { code, stdout } = await bootcatch(['catch'], { environment: japanese });
    expect(stdout).toMatch(/保持しました。選ぶまで起動は進みません。[\s\S]*GNU GRUB {2}version[\s\S]* > Practice Linux/);
    expect(code).toBe(0);
  });

  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('ends with the code of %s, and with a result', async (signal, expected) => {
    let sent = false;
    const { code, stdout } = await bootcatch(['catch', 'practice', '--json'], {
      during: (child, seen) => {
        if (sent || !seen.includes('"event":"drop"')) return;
        sent = true;
        child.kill(signal);
      },
    });
    expect(code).toBe(expected);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ event: 'result', outcome: 'cancelled' });
  });

  test('that has no time ends with 3', async () => {
    expect((await bootcatch(['catch', 'practice', '--timeout', '1'])).code).toBe(3);
  });

  test('says where its picture could not be written', async () => {
    const file = join(home, 'a-file');
    await writeFile(file, '');
    const { code, stderr } = await bootcatch(['screen', 'practice', '--png', join(file, 'x.png')]);
    expect({ code, said: /cannot be written \(ENOTDIR\)/.test(stderr) }).toEqual({ code: 1, said: true });
  });
});
