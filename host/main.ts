import { parseArgs } from 'node:util';
import { systemClock } from '../core/base/clock.ts';
import { BootcatchError } from '../core/base/error.ts';
import { localeFrom, say } from '../core/messages/index.ts';
import { sayMessage } from '../core/timeline/describe.ts';
import { openWindow } from './open-window.ts';
import { startHost } from './start.ts';

const { env } = process;
const locale = localeFrom(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The local web host as a program: prints its address and, with `--open`, shows it. Ends with SIGINT or SIGTERM. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false }, port: { type: 'string', default: '0' }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    print(say(locale, 'host.help'));
    return 0;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new BootcatchError('host.portWrong', { port: values.port });
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const host = await startHost({ environment: env, port, locale, report: (message) => void process.stderr.write(`${sayMessage(locale, message)}\n`) });
  print(say(locale, 'host.running', { address: host.server.address }));
  if (values.open) {
    const opened = await openWindow(host.server.addressForOneUse(), { platform: process.platform, environment: env, clock: systemClock });
    if (opened.kind === 'app') print(say(locale, 'host.opened.app', { browser: opened.browser }));
    else if (opened.kind === 'browser') print(say(locale, 'host.opened.browser'));
    else print(say(locale, `host.opened.${opened.because}`, { port: host.server.port }));
  }
  await ended;
  print(say(locale, 'host.ended'));
  await host.close();
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof BootcatchError) && !isUsage) throw error;
  process.stderr.write(`${error instanceof BootcatchError ? error.localized(locale) : error.message}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
// A socket that is still closing must not keep the terminal waiting.
process.exit();
