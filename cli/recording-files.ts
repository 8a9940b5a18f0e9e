import { writeFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { writeWhole } from '../core/recording/export/whole-file.ts';
import type { RecordingSource } from '../core/recording/files.ts';
import { nodeRecordingFiles } from '../core/recording/node-files.ts';
import { Recording } from '../core/recording/recording.ts';
import type { Context } from './context.ts';

/** @throws BootcatchError `recording.cannotOpen` */
export async function openSource(file: string): Promise<RecordingSource> {
  try {
    return await nodeRecordingFiles.open(file);
  } catch (error) {
    throw new BootcatchError('recording.cannotOpen', { file, reason: codeOf(error) }, { cause: error });
  }
}

/** @throws BootcatchError `recording.*` */
export async function withRecording<T>(file: string, use: (recording: Recording) => Promise<T>): Promise<T> {
  const source = await openSource(file);
  try {
    return await use(await Recording.open(source));
  } finally {
    await source.close();
  }
}

/**
 * Writes a file and says so. It is there whole or not at all.
 * @throws BootcatchError `cli.cannotWrite`; the signal's reason
 */
export function save(context: Context, file: string, content: string): Promise<void> {
  return saving(context, file, () => writeWhole(file, (part) => writeFile(part, content, { signal: context.signal })));
}

/** Has a file written and says so. @throws as {@link save}, and what `write` says by itself */
export async function saving(context: Context, file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof BootcatchError) throw error;
    if (context.signal.aborted) throw context.signal.reason;
    throw new BootcatchError('cli.cannotWrite', { file, reason: codeOf(error) }, { cause: error });
  }
  context.stderr.write(`${context.say('cli.saved', { file })}\n`);
}

/** What the system calls an error, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** How far it is, in place on a terminal; nothing where a program reads. */
export function progressOn({ stderr }: Context): (share: number) => void {
  let percentBefore = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (stderr.isTTY && percent !== percentBefore) stderr.write(`\r${percent} % `);
    percentBefore = percent;
  };
}
