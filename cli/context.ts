import { systemClock, type Clock } from '../core/base/clock.ts';
import type { ConsoleOpener } from '../core/catch/reach.ts';
import { createDialer } from '../core/link/dial.ts';
import { localeFrom, say, type Locale, type MessageKey, type MessageValues } from '../core/messages/index.ts';
import { createConsoleOpener } from '../core/rfb/open-console.ts';

/** What every command works with: the machine's own clock and sockets, the person's language, and where the output goes. */
export interface Context {
  readonly clock: Clock;
  readonly openConsole: ConsoleOpener;
  readonly locale: Locale;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborts at SIGINT or SIGTERM; its reason is the exit code. */
  readonly signal: AbortSignal;
  say(key: MessageKey, values?: MessageValues): string;
}

/** The context of a real process. */
export function createContext(signal: AbortSignal): Context {
  const { env } = process;
  const locale = localeFrom(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']);
  return {
    clock: systemClock,
    openConsole: createConsoleOpener(createDialer(systemClock), systemClock),
    locale,
    environment: env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal,
    say: (key, values) => say(locale, key, values),
  };
}
