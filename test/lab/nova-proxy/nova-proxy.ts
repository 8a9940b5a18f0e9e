import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleDoor, ConsoleProxy } from '../cloud/console-door.ts';
import { startProxyProgram } from '../cloud/websockify.ts';

/** How to get what {@link startDebianNovaProxy} needs. */
export const novaProxyInstall = 'apt-get install --no-install-recommends python3-nova';

/** True where Debian's Nova is installed. */
export const hasNovaProxy = existsSync('/usr/lib/python3/dist-packages/nova/console/websocketproxy.py');

/** Debian's own Nova console proxy, its database replaced by `door`. It takes some seconds to start. */
export function startDebianNovaProxy(door: ConsoleDoor, random: () => number): Promise<ConsoleProxy> {
  return startProxyProgram(door, random, (port, doorUrl) => ['/usr/bin/python3', '-B', join(import.meta.dirname, 'nova_proxy.py'), `${port}`, doorUrl]);
}
