import { z } from 'zod';
import { serverIdSchema } from './base.ts';

/**
 * How the window of the desktop app gets to the engine: it makes a `MessageChannel`, keeps one end and posts the other to itself with a
 * {@link PortPurpose}; the preload script passes it on. Ports cannot cross the preload script's bridge, which carries the rest.
 */

/** What a port is for: the contract, or one console's picture as RFB bytes. A port that the engine cannot serve is closed. */
export const portPurposeSchema = z.discriminatedUnion('bootcatch', [
  z.object({ bootcatch: z.literal('rpc') }),
  z.object({ bootcatch: z.literal('view'), serverId: serverIdSchema, readOnly: z.boolean() }),
]);
export type PortPurpose = z.infer<typeof portPurposeSchema>;

/** What the shell asks the window to show: from its menu, a notification, a `bootcatch:` address or an opened file. It never asks for an act. */
export type DesktopCommand =
  | { readonly show: 'settings' | 'recordings' | 'addServer' }
  | { readonly show: 'server'; readonly serverId: string }
  | { readonly show: 'recording'; readonly id: string };

/** `window.bootcatch`; only the desktop app has it. */
export interface DesktopBridge {
  readonly host: 'electron';
  /** Tells what to show, also what was asked for before anybody listened. Call what it returns to stop listening. */
  onCommand(listener: (command: DesktopCommand) => void): () => void;
}
