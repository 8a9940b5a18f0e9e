import { gzipSync } from 'node:zlib';

/** A file, a folder or a device of an initramfs. */
export interface ArchiveEntry {
  readonly path: string;
  /** File type and permission bits, as in `stat`. */
  readonly mode: number;
  readonly content?: Uint8Array;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

/** What runs as process 1 of the rescue entry: BusyBox on the first virtual terminal, a word on the serial line that it is there. */
const initScript = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/root TERM=linux PS1='root@rescue:\\w# '
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
hostname rescue
# Kernel messages would break into what is being typed.
echo 1 >/proc/sys/kernel/printk
cd /root
echo 'Rescue shell is ready.' >/dev/ttyS0
while true; do
  echo
  echo 'Rescue shell (BusyBox). Type help for the commands.'
  setsid cttyhack sh
done
`;

/** The initramfs of the rescue entry, made of a static BusyBox and nothing else. The same input gives the same bytes. */
export function rescueInitramfs(busybox: Uint8Array): Uint8Array {
  const folder = (path: string): ArchiveEntry => ({ path, mode: 0o040755 });
  return gzipSync(
    archive([
      ...['bin', 'dev', 'proc', 'sys', 'root', 'etc'].map(folder),
      { path: 'dev/console', mode: 0o020600, device: [5, 1] },
      { path: 'bin/busybox', mode: 0o100755, content: busybox },
      { path: 'init', mode: 0o100755, content: new TextEncoder().encode(initScript) },
    ]),
  );
}

/** A `newc` archive, the only kind that Linux unpacks (Documentation/driver-api/early-userspace/buffer-format.rst). */
export function archive(entries: readonly ArchiveEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const all = [...entries, { path: 'TRAILER!!!', mode: 0 }];
  for (const [index, { path, mode, content = new Uint8Array(0), device = [0, 0] }] of all.entries()) {
    const name = new TextEncoder().encode(`${path}\0`);
    const fields = [index + 1, mode, 0, 0, 1, 0, content.length, 0, 0, device[0], device[1], name.length, 0];
    const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
    parts.push(padded(Buffer.concat([Buffer.from(header), name])), padded(content));
  }
  return Buffer.concat(parts);
}

/** Filled up with zeros to a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}
