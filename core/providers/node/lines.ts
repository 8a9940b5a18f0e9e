import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { OpenLines } from '../ports.ts';

const HOST_AND_PORT = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^/:]+)):(?<port>\d+)$/;

/** Opens a UNIX socket by its path, or TCP by `host:port`. */
export const openNodeLines: OpenLines = async (address, signal) => {
  const groups = HOST_AND_PORT.exec(address)?.groups;
  const socket = groups ? connect({ host: groups['six'] ?? groups['host'] ?? '', port: Number(groups['port']) }) : connect({ path: address });
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // From here on the end of the lines tells of any trouble.
  socket.on('error', () => socket.destroy());
  return {
    send: (line) => void socket.write(`${line}\n`),
    lines: createInterface({ input: socket, crlfDelay: Infinity }),
    close: () => void socket.destroy(),
  };
};
