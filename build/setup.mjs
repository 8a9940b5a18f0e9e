/**
 * The set-up for `npm test`, `npm run build` and their like: `node build/setup.mjs <what>`.
 * It is plain JavaScript on Node's own modules, because it runs before anything is installed and in an older Node.
 */
import { prepare } from './setup/prepare.mjs';
import { SetupError } from './setup/say.mjs';

/** @type {Record<string, import('./setup/packages.mjs').Need | undefined>} */
const needs = { build: undefined, catch: undefined, qemu: 'qemu', test: 'test', bench: 'bench', fuzz: undefined };

const what = process.argv[2] ?? '';
try {
  if (!Object.hasOwn(needs, what)) {
    const known = Object.keys(needs).join(', ');
    throw new SetupError({ en: `Unknown set-up "${what}". Known: ${known}.`, ja: `「${what}」という準備はありません。指定できるもの: ${known}` });
  }
  await prepare(needs[what]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
