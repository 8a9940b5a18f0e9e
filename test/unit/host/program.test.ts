import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretCommand } from '../../../host/secret-command.ts';
import { get } from './web-host.ts';

const program = join(import.meta.dirname, '../../../host/main.ts');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bootcatch-host-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The web host as a process, and what it has printed. */
function startProgram(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'], BOOTCATCH_HOME: folder, LANG: 'en_GB.UTF-8', ...environment } });
  const printed = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => (printed.text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, printed, ended };
}

describe('the program', () => {
  it('prints its address, says what to do without a display, and ends when asked', async () => {
    const { child, printed, ended } = startProgram(['--open']);
    await expect.poll(() => printed.text).toMatch(/ssh -L/);
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\/#key=[\w-]{43}\n/.exec(printed.text)?.[1]);
    expect((await get(port, '/', { headers: { Host: `127.0.0.1:${port}` } })).headers['content-security-policy']).toBeDefined();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('opens an installed Chromium as a window of its own, with an address that is good once', async () => {
    const browsers = await mkdtemp(join(folder, 'bin-'));
    const calls = join(browsers, 'calls');
    await writeFile(join(browsers, 'chromium'), `#!/bin/sh\necho "$@" >> '${calls}'\nsleep 3\n`);
    await chmod(join(browsers, 'chromium'), 0o755);
    const { child, printed, ended } = startProgram(['--open'], { PATH: `${browsers}:${process.env['PATH'] ?? ''}`, DISPLAY: ':0', LANG: 'ja_JP.UTF-8' });
    await expect.poll(() => printed.text).toContain(`${browsers}/chromium のウィンドウで開きました`);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    const called = await readFile(calls, 'utf8');
    expect(called).toMatch(/--app=http:\/\/127\.0\.0\.1:\d+\/#ticket=/);
    expect(called).not.toContain('key=');
  });

  it('says what is wrong with its arguments', async () => {
    const { printed, ended } = startProgram(['--port', 'abc']);
    expect(await ended).toBe(1);
    expect(printed.text).toContain('“abc” is no port');
  });
});

describe("the person's secret command", () => {
  const run = (command: string) => secretCommand(command, process.env, process.platform)('main', 'apiPassword');

  it('is told the account and the field, and its first line is the secret', async () => {
    expect((await run('printf "%s of %s\\nmore\\n" "$BOOTCATCH_FIELD" "$BOOTCATCH_ACCOUNT"'))?.reveal()).toBe('apiPassword of main');
  });

  it('may know none', async () => {
    expect(await run('exit 1')).toBeUndefined();
    expect(await run('true')).toBeUndefined();
  });

  it('that breaks is told by its end alone', async () => {
    await expect(run('echo hush >&2; exit 3')).rejects.toMatchObject({ code: 'host.secretCommandFailed', values: { reason: 3 } });
  });
});
