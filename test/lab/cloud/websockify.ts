import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../core/practice/machine/ports.ts';
import { startOwned, type OwnedProcess } from '../../../core/practice/machine/process.ts';
import { serveDoor, type ConsoleDoor, type ConsoleProxy } from './console-door.ts';

/**
 * Debian's own websockify with its token lookup answered by `door`: an unknown token is cut without an answer, a known one
 * whose console does not listen gets a 101 and close code 1011.
 */
export async function startWebsockify(door: ConsoleDoor, random: () => number): Promise<ConsoleProxy> {
  return startProxyProgram(door, random, (port, doorUrl) => [
    '/usr/bin/env', `PYTHONPATH=${import.meta.dirname}`, 'PYTHONDONTWRITEBYTECODE=1',
    '/usr/bin/websockify', '--token-plugin', 'console_door.DoorTokens', '--token-source', doorUrl, `127.0.0.1:${port}`,
  ]);
}

/** Starts a proxy that is another program and waits until it listens. */
export async function startProxyProgram(door: ConsoleDoor, random: () => number, command: (port: number, doorUrl: string) => readonly [string, ...string[]]): Promise<ConsoleProxy> {
  const doorServer = await serveDoor(door);
  const port = await freePort(random);
  const [program, ...programArguments] = command(port, `http://127.0.0.1:${doorServer.port}`);
  const owned = startOwned(program, programArguments);
  const dispose = (): void => {
    owned.kill();
    doorServer.dispose();
  };
  try {
    await programAnswers(owned, port, 'The console proxy');
  } catch (error) {
    dispose();
    throw error;
  }
  return { port, dispose };
}

/** Resolves when a program's port on 127.0.0.1 answers. @throws Error with the program's last words where it ends before, or takes too long */
export async function programAnswers(owned: OwnedProcess, port: number, name: string): Promise<void> {
  let over = false;
  void owned.exited.then(() => (over = true));
  for (let attempt = 0; attempt < 600 && !over; attempt++) {
    if (await answers(port)) return;
    await pause(50);
  }
  throw new Error(`${name} did not start: ${owned.lastErrorLines.join('\n')}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
