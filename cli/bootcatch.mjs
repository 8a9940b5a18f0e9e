#!/usr/bin/env node
/**
 * Starts the command line in the Node that it needs. Where that Node is the one running, it simply goes on in it;
 * else it starts it and is invisible: same arguments, same streams, signals handed on, same exit code.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithParent, handOver } from '../build/setup/hand-over.mjs';
import { needOfArguments, prepare, projectRoot } from '../build/setup/prepare.mjs';
import { SetupError } from '../build/setup/say.mjs';

const main = join(projectRoot, 'cli', 'main.ts');
const args = process.argv.slice(2);

/** @returns {Promise<string | undefined>} the Node to use; undefined when the set-up failed and said why */
async function nodeFor() {
  try {
    return await prepare(needOfArguments(args), 'withoutTools');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

endWithParent();
const node = await nodeFor();
if (node === process.execPath) {
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else if (node !== undefined) {
  process.exit(await handOver(node, [main, ...args]));
}
