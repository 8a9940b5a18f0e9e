import { clientOverPort } from '../../core/contract/index.ts';
import type { Connect } from './connection.ts';
import { PortChannel } from './port-channel.ts';

/** What the preload script puts into the window. Ports cannot cross its bridge, so they go as messages to the window itself. */
declare global {
  interface Window {
    readonly bootcatch?: { readonly host: 'electron' };
  }
}

/** Hands one end of a new channel to the preload script, which passes it on to the main process. */
function openPort(message: { readonly bootcatch: 'rpc' } | { readonly bootcatch: 'view'; readonly serverId: string; readonly readOnly: boolean }): MessagePort {
  const { port1, port2 } = new MessageChannel();
  window.postMessage(message, location.origin === 'null' ? '*' : location.origin, [port2]);
  return port1;
}

/** To the main process of Electron. */
export const connectToElectron: Connect = () => {
  const port = openPort({ bootcatch: 'rpc' });
  const ended = new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
  const client = clientOverPort(port);
  port.start();
  return Promise.resolve({
    client,
    openView: (serverId, { readOnly }) => new PortChannel(openPort({ bootcatch: 'view', serverId, readOnly })),
    ended,
    close: () => port.close(),
  });
};
