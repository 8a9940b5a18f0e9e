/**
 * `npm start`: the app in Electron where its program is or can be fetched; else in a window of the browser, over the local web host.
 * `npm start -- --web` takes the second way at once; further arguments go to the web host (`--port 8080`).
 */
import { join } from 'node:path';
import { electronProgram, fetchElectron, whyNotElectron } from './app/electron.mjs';
import { isFresh } from './app/fresh.mjs';
import { endWithParent, handOver } from './setup/hand-over.mjs';
import { prepare, projectRoot } from './setup/prepare.mjs';
import { say, SetupError } from './setup/say.mjs';

/** An Electron that ends with an error within this time has shown no window: a library is missing, or the system forbids its sandbox. */
const failsWithinMs = 10_000;

const args = process.argv.slice(2);

/**
 * @param {string} node
 * @returns {Promise<number>} the exit code
 */
async function start(node) {
  const why = args.includes('--web') ? { en: 'you asked for it', ja: '指定されたため' } : await inElectron(node);
  if (typeof why === 'number') return why;
  say({ en: `Using the browser instead of the desktop app: ${why.en}.`, ja: `デスクトップアプリの代わりにブラウザーを使います: ${why.ja}。` });
  await build(node, ['renderer']);
  return handOver(node, [join(projectRoot, 'host', 'main.ts'), '--open', ...args.filter((arg) => arg !== '--web')]);
}

/**
 * @param {string} node
 * @returns {Promise<number | import('./setup/say.mjs').Text>} the exit code of the app, or why it was not shown
 */
async function inElectron(node) {
  const why = whyNotElectron({ platform: process.platform, isRoot: process.getuid?.() === 0, environment: process.env });
  if (why !== undefined) return why;
  const program = electronProgram(projectRoot) ?? (await fetchElectron(projectRoot, node));
  if (typeof program !== 'string') return program;
  await build(node, ['renderer', 'electron']);
  const began = performance.now();
  const code = await handOver(program, [projectRoot]);
  if (code === 0 || performance.now() - began > failsWithinMs) return code;
  return { en: `Electron ended at once, with exit code ${code}; its own words are above`, ja: `Electron がすぐに終了しました(終了コード ${code}。上のメッセージを参照)` };
}

/**
 * Builds what has changed since it was built.
 * @param {string} node
 * @param {readonly ('renderer' | 'electron')[]} parts
 */
async function build(node, parts) {
  for (const part of parts.filter((part) => !isFresh(part))) {
    say(part === 'renderer' ? { en: 'Building the window…', ja: '画面をビルドしています…' } : { en: 'Building the desktop app…', ja: 'デスクトップアプリをビルドしています…' });
    const code = await handOver(node, [join(projectRoot, 'build', 'app', 'build.mjs'), part]);
    if (code !== 0) throw new SetupError({ en: 'The build failed; what it says is above.', ja: 'ビルドに失敗しました。上のメッセージを確認してください。' });
  }
}

endWithParent();
try {
  process.exitCode = await start(await prepare(undefined));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
