import { afterEach, describe, expect, it, vi } from 'vitest';
import { startOwned } from '../../../core/practice/machine/process.ts';
import { QmpClient } from '../../../core/practice/machine/qmp.ts';
import { requireTool, run } from '../../../core/practice/machine/tools.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(process.platform === 'win32')('a process of our own', () => {
  it('gives its output line by line, the last one as well where it ends without a line break', async () => {
    const child = startOwned('/bin/sh', ['-c', 'printf "one\\ntw"; sleep 0.05; printf "o\\nthree"; echo wrong >&2']);
    const lines: string[] = [];
    child.onOutputLine((line) => lines.push(line));
    await child.exited;
    expect(lines).toEqual(['one', 'two', 'three']);
    expect(child.lastErrorLines).toEqual(['wrong']);
  });

  it('ends with everything that it started', async () => {
    const child = startOwned('/bin/sh', ['-c', 'sleep 1000 & echo ready; wait']);
    await new Promise((resolve) => child.onOutputLine(resolve));
    child.kill();
    // The output ends only when the sleeping one, which holds it open as well, is gone.
    await child.exited;
  });
});

describe.skipIf(process.platform === 'win32')('QMP', () => {
  const answers = (script: string): QmpClient => new QmpClient(startOwned('/bin/sh', ['-c', script]));

  it('matches answers to commands, whatever else comes between', async () => {
    const qmp = answers(`
      echo '{"QMP": {"version": {}}}'; read -r _; echo '{"return": {}, "id": 1}'
      read -r _; read -r _
      echo 'no JSON'; echo '{"event": "RESET"}'; echo '{"return": "never asked", "id": 77}'
      echo '{"return": "third", "id": 3}'; echo '{"error": {"class": "GenericError", "desc": "no such device"}, "id": 2}'
      read -r _`);
    await qmp.ready();
    const second = qmp.command('eject');
    const third = qmp.command('query-status');
    await expect(second).rejects.toMatchObject({ code: 'practice.machineRefused', values: { command: 'eject', answer: 'no such device' } });
    await expect(third).resolves.toBe('third');
  });

  it('rejects what is open when the process ends, and everything afterwards', async () => {
    const qmp = answers(`echo '{"QMP": {}}'; read -r _; echo '{"return": {}, "id": 1}'; read -r _`);
    await qmp.ready();
    await expect(qmp.command('quit')).rejects.toMatchObject({ code: 'practice.machineOff' });
    await expect(qmp.command('quit')).rejects.toMatchObject({ code: 'practice.machineOff' });
  });

  it('is never ready where the process ends without a greeting', async () => {
    await expect(answers('exit 1').ready()).rejects.toMatchObject({ code: 'practice.machineOff' });
  });
});

describe('the tools', () => {
  it('that are missing are named, with a way on', () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(() => requireTool('qemu-system-x86_64')).toThrow(expect.objectContaining({ code: 'practice.toolUnavailable', message: expect.stringContaining('bootcatch catch practice') as string }) as Error);
  });

  it('that fail are quoted', async () => {
    await expect(run(process.execPath, ['-e', 'console.error("first"); console.error("disk full"); process.exit(1)'])).rejects.toMatchObject({ code: 'practice.toolFailed', values: { line: 'disk full' } });
  });
});
