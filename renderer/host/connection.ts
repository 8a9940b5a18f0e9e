import type { EngineClient } from '../../core/contract/index.ts';

/** What noVNC accepts in place of an address: a WebSocket, or something that looks like one. */
export type ViewChannel = Pick<WebSocket, 'send' | 'close' | 'binaryType' | 'onerror' | 'onmessage' | 'onopen' | 'onclose' | 'protocol' | 'readyState'>;

/** A window's connection to the engine, whichever host serves it. */
export interface EngineConnection {
  readonly client: EngineClient;
  /** A new channel to the view server of one console. */
  openView(serverId: string, options: { readonly readOnly: boolean }): ViewChannel;
  /** Resolves when the engine is gone. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Makes a connection; `refused` where the page was opened without the key. @throws where the host does not answer */
export type Connect = () => Promise<EngineConnection | 'refused'>;
