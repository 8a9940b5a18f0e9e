import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program in our place and is invisible: the same streams, signals handed on.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it, 127 where it could not be started
 */
export function handOver(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  const handlers = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']).map((signal) => {
    const handler = () => {
      // Ctrl-C on a terminal reaches the whole foreground group: the child has it already, and a second one would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return new Promise((resolve) => {
    const end = (/** @type {number} */ code) => {
      for (const remove of handlers) remove();
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      end(127);
    });
    child.on('exit', (code, signal) => end(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}

/**
 * npm and npx hand a SIGTERM on to the shell between us, which dies of it and leaves us running: a catch that nobody
 * watches must not go on rebooting a server. So the end of that shell counts as the signal itself.
 */
export function endWithParent() {
  if (process.env['npm_execpath'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}
