import { createServer } from 'node:https';
import type { Hypervisor } from '../lab/cloud/hypervisor.ts';
import { randomUuid } from '../lab/cloud/random.ts';
import { selfSigned } from './certificate.ts';
import { webSocketGate } from './gates.ts';
import { listen } from './http.ts';

/** An ESXi host's console, on 127.0.0.1. */
export interface WebMksFake {
  /** What a person pins. */
  readonly pinSha256: string;
  /** A new ticket: the address that the panel would open. It lets in once. */
  ticket(): string;
  close(): void;
}

/**
 * VMware's WebMKS as a pasted address meets it: a ticket in the path that is good for one connection, a certificate that nobody vouches for, and a subprotocol that
 * must be one of the gateway's own. What is behind is plain RFB 3.8 without a password; VMware's extensions come to those alone who ask for them.
 * @param speaks what the gateway takes. `uint8utf8`: the older way of vCloud Director, in which bytes are the characters of text messages; nobody who asks for `binary` gets in
 */
export async function startWebMks(vm: Hypervisor, random: () => number, speaks: 'binary' | 'uint8utf8' = 'binary'): Promise<WebMksFake> {
  const { key, cert, pinSha256 } = selfSigned('esxi');
  const tickets = new Set<string>();
  const gate = webSocketGate(vm, ({ headers, url = '' }) => {
    const offered = (headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    if (!offered.includes(speaks)) return { status: 400, reason: 'Bad Request' };
    return tickets.delete(url) ? 'in' : { status: 403, reason: 'Forbidden' };
  });
  const server = createServer({ key, cert }, (_request, response) => response.writeHead(404).end());
  server.on('upgrade', gate.onUpgrade);
  const port = await listen(server);
  return {
    pinSha256,
    ticket: () => {
      const path = `/ticket/${randomUuid(random).replaceAll('-', '').slice(0, 16)}`;
      tickets.add(path);
      return `wss://127.0.0.1:${port}${path}`;
    },
    close: () => {
      gate.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
