import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { Emitter, type Event } from '../../base/events.ts';

/** A child process that never outlives this one. */
export interface OwnedProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly onOutputLine: Event<string>;
  readonly onErrorLine: Event<string>;
  /** The last lines of its error stream, for a message that says why it ended. */
  readonly lastErrorLines: readonly string[];
  /** Resolves once it has ended; never rejects. */
  readonly exited: Promise<void>;
  /** Ends it, and every process that it started, at once. */
  kill(): void;
}

/** The longest line that is taken in one piece; the rest of it counts as the next line. */
const maxLineLength = 1 << 20;

/**
 * Waits on file descriptor 3, whose other end only this process holds. When this process dies, however it dies, the pipe
 * ends and the whole group of the child is killed; a word on it says that the child ended first. `exec` keeps the shell's
 * process number, so the child's is known.
 */
const lifeline = '{ read -r _ <&3 || kill -KILL "-$$"; } </dev/null >/dev/null 2>&1 & exec "$@" 3<&-';

/** Starts a program that ends with this process, even where that is killed without a chance to clean up. */
export function startOwned(command: string, args: readonly string[]): OwnedProcess {
  // Without a shell (Windows) an ordinary end of this process still takes the child along, see `onExit`.
  const shell = process.platform !== 'win32';
  const child = spawn(shell ? '/bin/sh' : command, shell ? ['-c', lifeline, 'bootcatch', command, ...args] : args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its own group: an interrupt typed at the terminal is ours to handle, and a kill reaches all of it.
    detached: shell,
  });
  const line = child.stdio[3];
  if (!(line instanceof Writable)) throw new Error('The pipe to the watching shell is missing.');
  const output = new Emitter<string>();
  const errors = new Emitter<string>();
  const lastErrorLines: string[] = [];
  errors.event((text) => {
    lastErrorLines.push(text);
    if (lastErrorLines.length > 20) lastErrorLines.shift();
  });
  emitLines(child.stdout, output);
  emitLines(child.stderr, errors);
  // Writing to a child that has just ended is no event of its own: `exited` tells it.
  for (const stream of [child.stdin, line]) stream.on('error', () => {});

  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(shell ? -child.pid : child.pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  };
  const onExit = (): void => kill();
  process.once('exit', onExit);
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      errors.fire(error.message);
      resolve();
    });
    child.once('exit', () => line.end('ended\n'));
    child.once('close', () => resolve());
  }).finally(() => process.removeListener('exit', onExit));
  return { pid: child.pid ?? 0, stdin: child.stdin, onOutputLine: output.event, onErrorLine: errors.event, lastErrorLines, exited, kill };
}

function emitLines(stream: NodeJS.ReadableStream, emitter: Emitter<string>): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) emitter.fire(line.replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (rest !== '') emitter.fire(rest);
  });
}
