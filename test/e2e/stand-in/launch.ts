import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import inspector from 'node:inspector';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { openChromium } from './chromium.ts';
import { openDesk } from './desk.ts';

/** Starts an app as Electron's program does: `electron [-r <module>] [--inspect=0] [--remote-debugging-port=0] <folder>`. */
const args = process.argv.slice(2);
process.argv = [process.execPath, ...args];
// Playwright and a terminal end it by a signal; what listens to `exit` must still run.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));

if (args.includes('--inspect=0')) inspector.open(0, '127.0.0.1');
await openDesk();
const address = await openChromium();
const preloadAt = args.indexOf('-r');
if (preloadAt >= 0) createRequire(import.meta.url)(args[preloadAt + 1] ?? '');
// Whoever reads this calls what the preloaded module has put into this process.
process.stderr.write(`DevTools listening on ${address}\n`);
// The module that Playwright preloads has taken its own arguments away.
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
await import(pathToFileURL(join(folder, main)).href);
app.becomeReady();
