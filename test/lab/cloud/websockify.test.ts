import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/base/clock.ts';
import { findTool } from '../../../core/practice/machine/tools.ts';
import type { ConsoleProxy } from './console-door.ts';
import { ConsoleTokens, type TokenMode } from './console-tokens.ts';
import { RawConsole } from './raw-console.ts';
import { StubMachine } from './stub-machine.ts';
import { startWebsockify } from './websockify.ts';

const missing = findTool('websockify') === undefined;
if (missing) console.warn('Skipped: the tests on Debian\'s websockify; it comes with apt-get install --no-install-recommends websockify');

describe.skipIf(missing)('websockify behind the cloud', () => {
  const machine = new StubMachine();
  let tokens: ConsoleTokens;
  let proxy: ConsoleProxy;

  const use = (mode: TokenMode): string => {
    tokens = new ConsoleTokens(mode, 600_000, systemClock, Math.random);
    return tokens.issue({ serverId: 'one', port: 5_900 });
  };
  const dial = (token: string): Promise<RawConsole> => RawConsole.dial(`ws://127.0.0.1:${proxy.port}/websockify?token=${token}`, { protocols: ['binary'] });
  const banner = async (token: string): Promise<string> => {
    const console = await dial(token);
    const text = (await console.first(12)).toString();
    console.close();
    return text;
  };

  beforeAll(async () => {
    proxy = await startWebsockify((token) => {
      const target = tokens.use(token);
      return { tokenKnown: target !== undefined, port: target?.port === 5_900 ? machine.vncPort : undefined, afterMs: 0 };
    }, Math.random);
  }, 30_000);
  afterAll(async () => {
    proxy.dispose();
    await machine.stop();
  });
  beforeEach(() => machine.start());

  it('lets a good token in, any number of times, and one that works once only once', async () => {
    const good = use('survives');
    expect([await banner(good), await banner(good)]).toEqual(['RFB 003.008\n', 'RFB 003.008\n']);
    const once = use('once');
    expect([await banner(once), await banner(once)]).toEqual(['RFB 003.008\n', '']);
  });

  it('cuts an unknown token without an answer', async () => {
    use('survives');
    const console = await dial('unknown');
    expect([console.opened, console.refusedWith, (await console.ended).code]).toEqual([false, undefined, 1006]);
  });

  it('answers a known token in the gap with 101 and 1011', async () => {
    const token = use('survives');
    await machine.stop();
    const console = await dial(token);
    expect([console.opened, await console.ended]).toEqual([true, { code: 1011, reason: 'Failed to connect to downstream server' }]);
  });

  it('answers a token for another port in the same way while the machine is up', async () => {
    use('survives');
    const console = await dial(tokens.issue({ serverId: 'one', port: 5_901 }));
    expect((await console.ended).code).toBe(1011);
  });

  it('closes with 1000 when the guest goes', async () => {
    const console = await dial(use('survives'));
    await console.first(12);
    await machine.stop();
    expect(await console.ended).toEqual({ code: 1000, reason: 'Target closed' });
  });
});
