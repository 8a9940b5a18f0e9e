import type { MessagePort } from 'node:worker_threads';
import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge, DesktopCommand } from '../core/contract/desktop.ts';
import { commandChannel, listeningChannel, portChannel } from './channels.ts';

/** All that this script uses of the page. Its ports are a browser's; Node's type for them serves here. */
declare const window: {
  addEventListener(type: 'message', listener: (event: { readonly source: unknown; readonly data: unknown; readonly ports: readonly MessagePort[] }) => void): void;
};

// Ports cannot cross the bridge: the page posts them to itself. What they are for, the main process checks.
window.addEventListener('message', ({ source, data, ports }) => {
  if (source === window && typeof data === 'object' && data !== null && 'bootcatch' in data) ipcRenderer.postMessage(portChannel, data, ports.slice());
});

const bridge: DesktopBridge = {
  host: 'electron',
  onCommand: (listener) => {
    const hand = (_event: unknown, command: DesktopCommand): void => listener(command);
    ipcRenderer.on(commandChannel, hand);
    ipcRenderer.send(listeningChannel);
    return () => void ipcRenderer.off(commandChannel, hand);
  },
};

contextBridge.exposeInMainWorld('bootcatch', bridge);
