import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../../base/clock.ts';
import { BootcatchError } from '../../base/error.ts';
import type { MachineSurroundings } from './machine.ts';
import { freePort } from './ports.ts';
import { startOwned } from './process.ts';
import { requireTool } from './tools.ts';

/** A real websockify: a WebSocket on 127.0.0.1 whose `token` says to which port a connection goes on. */
export interface Websockify {
  readonly port: number;
  /** Address for a token, known or not. */
  url(token: string): string;
  /** From now on new connections with this token go to `targetPort` on 127.0.0.1. */
  allow(token: string, targetPort: number): Promise<void>;
  /** From now on new connections with this token are cut. */
  forbid(token: string): Promise<void>;
  close(): Promise<void>;
}

/** Its start takes about half a second; on a busy machine much longer. */
const startLimitMs = 20_000;

/** @throws BootcatchError `practice.toolMissing`, or `practice.toolFailed` where it ends or does not listen. */
export async function startWebsockify({ clock, random }: MachineSurroundings): Promise<Websockify> {
  const program = requireTool('websockify');
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-websockify-'));
  const tokenFile = join(folder, 'tokens');
  await writeFile(tokenFile, '');
  const port = await freePort(random);
  const process = startOwned(program, ['--token-plugin', 'TokenFile', '--token-source', tokenFile, `127.0.0.1:${port}`]);
  let ended = false;
  void process.exited.then(() => (ended = true));

  const tokens = new Map<string, number>();
  let written: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    // One after another and renamed into place: websockify reads the file anew for each connection.
    written = written.then(async () => {
      const lines = [...tokens].map(([token, target]) => `${token}: 127.0.0.1:${target}\n`);
      await writeFile(`${tokenFile}.new`, lines.join(''));
      await rename(`${tokenFile}.new`, tokenFile);
    });
    return written;
  };
  const close = async (): Promise<void> => {
    process.kill();
    await process.exited;
    await rm(folder, { recursive: true, force: true });
  };

  const giveUpAtMs = clock.now() + startLimitMs;
  while (!(await listens(port))) {
    if (ended || clock.now() > giveUpAtMs) {
      await close();
      throw new BootcatchError('practice.toolFailed', { tool: program, line: process.lastErrorLines.at(-1) ?? 'it does not listen' });
    }
    await sleep(clock, 20);
  }
  return {
    port,
    url: (token) => `ws://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`,
    allow: (token, targetPort) => {
      tokens.set(token, targetPort);
      return write();
    },
    forbid: (token) => {
      tokens.delete(token);
      return write();
    },
    close,
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
