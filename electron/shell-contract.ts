import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Where the keychain keeps one secret. */
const entry = z.object({ account: z.string(), field: z.string() });

/** What the engine's process asks of the main process: the few things that only the main process can do. */
export const shellContract = {
  keychain: {
    read: oc.input(entry).output(z.string().nullable()),
    write: oc.input(entry.extend({ value: z.string() })).output(z.void()),
    remove: oc.input(entry).output(z.void()),
  },
  /** Asks the person where a file shall go; null where they thought better of it. */
  choosePlace: oc.input(z.object({ name: z.string() })).output(z.string().nullable()),
  /** Shows a file in the system's file manager. */
  showFile: oc.input(z.object({ file: z.string() })).output(z.void()),
};
