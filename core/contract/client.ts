import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as MessagePortLink, type SupportedMessagePort } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink, type LinkWebsocketClientOptions } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { messageSchema, type Message } from './base.ts';
import type { contract } from './contract.ts';

/** The contract as a window calls it. */
export type EngineClient = ContractRouterClient<typeof contract>;

/** Over a WebSocket to the local web host. Calls wait until it is open. */
export function clientOverWebSocket(websocket: LinkWebsocketClientOptions['websocket']): EngineClient {
  return createORPCClient(new WebSocketLink({ websocket }));
}

/** Over a message port to Electron's main process. The caller starts the port. */
export function clientOverPort(port: SupportedMessagePort): EngineClient {
  return createORPCClient(new MessagePortLink({ port }));
}

/** What a failed call says to the person; where the host itself is gone, that. */
export function messageOfFailure(error: unknown): Message {
  const said = error instanceof ORPCError ? messageSchema.safeParse(error.data) : undefined;
  return said?.data ?? { key: 'engine.hostGone', values: {} };
}
