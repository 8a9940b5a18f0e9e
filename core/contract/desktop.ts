import { z } from 'zod';
import { serverIdSchema } from './base.ts';

/**
 * How the window of the desktop app gets to the engine: the preload script shows it a {@link DesktopBridge}, over which it asks for message ports.
 * The bridge is there only in the desktop app.
 */

/** The name under which the page finds the bridge: `window.bootcatchDesktop`. */
export const desktopBridgeName = 'bootcatchDesktop';

/** What a port shall carry: the contract, or one console's picture as RFB bytes. */
export const portPurposeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contract') }),
  z.object({ kind: z.literal('view'), serverId: serverIdSchema, readOnly: z.boolean() }),
]);
export type PortPurpose = z.infer<typeof portPurposeSchema>;

export const portRequestSchema = z.object({ portId: z.string().min(1).max(64), purpose: portPurposeSchema });
export type PortRequest = z.infer<typeof portRequestSchema>;

/** What the shell asks the window to show: from its menu, from a notification, or from a `bootcatch://` address. */
export type DesktopCommand =
  | { readonly command: 'settings' | 'recordings' | 'addServer' }
  | { readonly command: 'openServer'; readonly serverId: string }
  | { readonly command: 'openRecording'; readonly path: string };

export interface DesktopBridge {
  /** The port comes as a `message` event of the window; {@link desktopPort} waits for it. */
  requestPort(request: PortRequest): void;
  /** Tells what the shell asks for, also what it asked for before anybody listened. Call what it returns to stop listening. */
  onCommand(listener: (command: DesktopCommand) => void): () => void;
}

/** The `data` of the event that brings a port. */
export const portMessageSchema = z.object({ bootcatchPort: z.string() });

interface PortEvent<Port> {
  readonly data: unknown;
  readonly source: unknown;
  readonly ports: readonly Port[];
}

/** What is used of a browser's window. */
export interface DesktopPage<Port> {
  readonly crypto: { randomUUID(): string };
  addEventListener(type: 'message', listener: (event: PortEvent<Port>) => void): void;
  removeEventListener(type: 'message', listener: (event: PortEvent<Port>) => void): void;
}

/**
 * Asks for a port to the engine; the caller starts it. Its `close` event tells that the engine has ended, refused the purpose, or is starting anew: ask for
 * another one then.
 */
export function desktopPort<Port>(page: DesktopPage<Port>, bridge: DesktopBridge, purpose: PortPurpose): Promise<Port> {
  const portId = page.crypto.randomUUID();
  return new Promise((resolve) => {
    const listen = ({ data, source, ports: [port] }: PortEvent<Port>): void => {
      // The preload script posts it within this very window.
      if (source !== page || port === undefined || portMessageSchema.safeParse(data).data?.bootcatchPort !== portId) return;
      page.removeEventListener('message', listen);
      resolve(port);
    };
    page.addEventListener('message', listen);
    bridge.requestPort({ portId, purpose });
  });
}
