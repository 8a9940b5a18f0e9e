import type { EngineClient } from '../../core/contract/index.ts';
import { useWindowState } from '../host/store.ts';

/** Hands a file to the person: by the host's own dialog where it has one, else as a download. */
export async function saveFile(client: EngineClient, name: string, content: Blob): Promise<void> {
  if (useWindowState.getState().info?.capabilities.saveFile === true) {
    await client.host.saveFile({ name, content });
    return;
  }
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** A name that sorts by time and says which server it is: `web-01 2026-11-23 03-12-45.png`. */
export function fileNameFor(server: string, at: Date, ending: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  return `${server.replace(/[^\p{L}\p{N}._-]+/gu, '-')} ${day} ${time}.${ending}`;
}
