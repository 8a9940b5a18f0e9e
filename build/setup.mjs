/**
 * The set-up for `npm test`, `npm run build` and their like: `node build/setup.mjs <what> [what to run then]`.
 * It is plain JavaScript on Node's own modules, because it runs before anything is installed and in an older Node. What it runs then is a script with its
 * arguments, in the Node that it has brought: a shell that had to look for Node before the set-up would go on with the system's.
 */
import { endWithParent, handOver } from './setup/hand-over.mjs';
import { prepare } from './setup/prepare.mjs';
import { SetupError } from './setup/say.mjs';

/** @type {Record<string, import('./setup/packages.mjs').Need | undefined>} */
const needs = { build: undefined, catch: undefined, qemu: 'qemu', test: 'test', bench: 'bench', fuzz: undefined };

const [, , what = '', ...program] = process.argv;
endWithParent();
try {
  if (!Object.hasOwn(needs, what)) {
    const known = Object.keys(needs).join(', ');
    throw new SetupError({ en: `Unknown set-up "${what}". Known: ${known}.`, ja: `「${what}」という準備はありません。指定できるもの: ${known}` });
  }
  const node = await prepare(needs[what]);
  if (program.length > 0) process.exitCode = await handOver(node, program);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
