import { createServer } from 'node:http';
import type { Clock } from '../../core/base/clock.ts';
import { PastedTarget } from '../../core/providers/console-url.ts';
import type { Target } from '../../core/providers/provider.ts';
import { ConsoleTokens } from '../lab/cloud/console-tokens.ts';
import type { FakeAround } from './fake.ts';
import { webSocketGate } from './gates.ts';
import { listen } from './http.ts';

/** The console as a control panel has it, where the API has none. */
export interface Panel {
  /** The address that a person copies from there now. */
  readonly address: () => string;
  /** What the person pins, where the gateway's certificate is its own. */
  readonly pinSha256?: string;
}

/** For so long the address of {@link startPanelPage} lets in. */
export const panelPageLifeMs = 600_000;

/**
 * The page of a panel's console: noVNC, whose token is in `path` and good again and again. What Vultr's and DigitalOcean's panels really open is not documented, so this is the
 * commonest kind of page that can be pasted at all.
 */
export async function startPanelPage({ vm, clock, random }: Pick<FakeAround, 'vm' | 'random'> & { readonly clock: Clock }): Promise<Panel & { close(): void }> {
  const tokens = new ConsoleTokens('survives', panelPageLifeMs, clock, random);
  const gate = webSocketGate(vm, ({ url = '' }) => (tokens.use(new URL(url, 'http://panel.invalid').searchParams.get('token') ?? '') ? 'in' : { status: 403, reason: 'Forbidden' }));
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', gate.onUpgrade);
  const port = await listen(server);
  return {
    address: () => `http://127.0.0.1:${port}/vnc_lite.html?${new URLSearchParams({ path: `websockify?token=${tokens.issue({ serverId: 'web-01', port: 0 })}` }).toString()}`,
    close: () => {
      gate.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The console that a person pasted, of a server that is known or of none. */
export const pasteFrom = ({ address, pinSha256 }: Panel, server?: Target): PastedTarget => new PastedTarget(address(), { ...(server && { server }), ...(pinSha256 !== undefined && { tls: { pinSha256 } }) });
