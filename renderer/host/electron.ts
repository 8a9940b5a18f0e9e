import type { DesktopBridge, PortPurpose } from '../../core/contract/desktop.ts';
import { clientOverPort } from '../../core/contract/index.ts';
import { goTo } from '../app/route.ts';
import type { Connect } from './connection.ts';
import { PortChannel } from './port-channel.ts';

declare global {
  interface Window {
    /** From the preload script of the desktop app. */
    readonly bootcatch?: DesktopBridge;
  }
}

/** Posts one end of a new channel to the window itself; the preload script passes it on. */
function openPort(purpose: PortPurpose): MessagePort {
  const { port1, port2 } = new MessageChannel();
  window.postMessage(purpose, '*', [port2]);
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

/** Goes where the shell's menu, a notification or an opened address asks to. */
export function followShell(bridge: DesktopBridge): void {
  bridge.onCommand((command) => {
    if (command.show === 'settings') goTo({ page: 'settings' });
    if (command.show === 'recordings') goTo({ page: 'recordings' });
    if (command.show === 'addServer') goTo({ page: 'add' });
    if (command.show === 'server') goTo({ page: 'console', serverId: command.serverId });
    if (command.show === 'recording') goTo({ page: 'recording', id: command.id });
  });
}
