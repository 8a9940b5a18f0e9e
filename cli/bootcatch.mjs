#!/usr/bin/env node
/**
 * Starts the command line in the Node that it needs. Where that Node is the one running, it simply goes on in it;
 * else it starts it and is invisible: same arguments, same streams, signals handed on, same exit code.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { needOfArguments, prepare, projectRoot } from '../build/setup/prepare.mjs';
import { SetupError } from '../build/setup/say.mjs';

const main = join(projectRoot, 'cli', 'main.ts');
const args = process.argv.slice(2);

/** @returns {Promise<string | undefined>} the Node to use; undefined when the set-up failed and said why */
async function nodeFor() {
  try {
    return await prepare(needOfArguments(args));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/** @param {string} node */
function hand(node) {
  const child = spawn(node, [main, ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches the whole foreground group: the child has it already, and a second one would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}

/**
 * npm and npx hand a SIGTERM on to the shell between us, which dies of it and leaves us running: a catch that nobody
 * watches must not go on rebooting a server. So the end of that shell counts as the signal itself.
 */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

if (process.env['npm_execpath'] !== undefined) endWithParent();
const node = await nodeFor();
if (node === process.execPath) {
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else if (node !== undefined) {
  hand(node);
}
