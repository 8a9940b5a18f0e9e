import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { clientOverWebSocket } from '../../../core/contract/client.ts';
import type { HostInfo } from '../../../core/contract/host.ts';
import { rpcAddress, webProtocols } from '../../../core/contract/web.ts';
import { createRouter } from '../../../core/engine/router.ts';
import { Downloads } from '../../../host/downloads.ts';
import { startWebServer } from '../../../host/web-server.ts';
import { createWorkbench, type WorkbenchOptions } from '../engine/workbench.ts';

const info: HostInfo = {
  host: 'web',
  version: '0',
  platform: 'linux',
  systemLanguage: 'en',
  dataFolder: '/data',
  capabilities: { keychain: false, notifications: false, keepAwake: false, saveFile: false, nativeMenu: false },
};

/** The web host around an engine on the workbench. */
export async function startTestHost(options: WorkbenchOptions & { readonly windowFolder?: string } = {}) {
  const workbench = createWorkbench(options);
  const { engine, clock } = workbench;
  await engine.load();
  const downloads = new Downloads(clock);
  const server = await startWebServer({ engine, router: createRouter(engine, { info, exportPlaces: downloads }), clock, downloads, port: 0, windowFolder: options.windowFolder, noWindowText: 'not built' });
  const host = `127.0.0.1:${server.port}`;
  const key = new URL(server.address).hash.slice('#key='.length);
  return {
    ...workbench,
    server,
    downloads,
    host,
    key,
    /** Opens a window as the page would. */
    open: () => {
      const socket = new WebSocket(rpcAddress(host), webProtocols(key), { origin: `http://${host}` });
      // The tests look at what the client says.
      socket.on('error', () => undefined);
      return { socket, client: clientOverWebSocket(socket as unknown as globalThis.WebSocket) };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await engine.close();
    },
  };
}

export type TestHost = Awaited<ReturnType<typeof startTestHost>>;

/** The status of a WebSocket upgrade; 101 where it was let in. */
export async function upgradeStatus(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const call = request({ port, host: '127.0.0.1', path, headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', ...headers } });
  call.end();
  const status = await Promise.race([
    once(call, 'response').then(([response]) => (response as IncomingMessage).statusCode),
    once(call, 'upgrade').then(([, socket]) => {
      (socket as { destroy(): void }).destroy();
      return 101;
    }),
  ]);
  call.destroy();
  return status;
}

/** A page as it comes over HTTP, with any Host header. */
export async function get(port: number, path: string, { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const call = request({ port, host: '127.0.0.1', path, method, headers });
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

/** Bytes straight to the port, and all that comes back. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}
