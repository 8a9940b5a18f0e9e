import { ipcMain, type IpcMainEvent } from 'electron';
import { portPurposeSchema } from '../core/contract/desktop.ts';
import { portChannel } from './channels.ts';
import type { EngineProcess } from './engine-process.ts';
import { isOurs } from './origin.ts';

/** Hands the ports that the window brings to the engine. */
export function setupPorts(engine: Pick<EngineProcess, 'open'>): void {
  ipcMain.on(portChannel, (event, message: unknown) => {
    const { ports } = event;
    const [port] = ports;
    const purpose = portPurposeSchema.safeParse(message).data;
    if (port && ports.length === 1 && purpose && isFromOurWindow(event)) return engine.open(purpose, port);
    for (const refused of ports) refused.close();
  });
}

/** True for a message from the main frame of a window that shows our page. */
export function isFromOurWindow({ sender, senderFrame }: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurs(senderFrame.url);
}
