import { clientOverWebSocket, rpcAddress, takeWebKey, viewAddress, webProtocols } from '../../core/contract/index.ts';
import type { Connect } from './connection.ts';

/** To the local web host that served this page. */
export const connectToWebHost: Connect = async () => {
  const key = await takeWebKey({ location, history, sessionStorage, fetch: (url, init) => fetch(url, init) });
  if (key === undefined) return 'refused';
  const socket = new WebSocket(rpcAddress(location.host), webProtocols(key));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error('The host does not answer')), { once: true });
  });
  return {
    client: clientOverWebSocket(socket),
    openView: (serverId, options) => new WebSocket(viewAddress(location.host, serverId, options), webProtocols(key)),
    ended: new Promise((resolve) => socket.addEventListener('close', () => resolve(), { once: true })),
    close: () => socket.close(),
  };
};
