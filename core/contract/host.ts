import { z } from 'zod';
import { procedure } from './base.ts';

/** What a host can do by itself. Where it can't, the window does without or uses what its browser has. */
export const capabilitiesSchema = z.object({
  /** Secrets of accounts outlive the program. Without it they are kept in memory, or come from the environment. */
  keychain: z.boolean(),
  /** The host notifies ("menu held") while no window is looking. */
  notifications: z.boolean(),
  /** The host keeps the machine awake while a catch runs. */
  keepAwake: z.boolean(),
  /** {@link hostContract.saveFile} works; without it the window downloads. */
  saveFile: z.boolean(),
  /** The window has a menu bar of the system. */
  nativeMenu: z.boolean(),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const hostInfoSchema = z.object({
  host: z.enum(['electron', 'web']),
  version: z.string(),
  /** The system's kind as Node names it: `linux`, `darwin`, `win32`. */
  platform: z.string(),
  /** The language of the system, for `language: 'system'`. */
  systemLanguage: z.enum(['en', 'ja']),
  /** Where settings, accounts and known servers are kept. */
  dataFolder: z.string(),
  capabilities: capabilitiesSchema,
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

export const hostContract = {
  info: procedure.output(hostInfoSchema),
  /** Asks the person for a place and writes the file there; false where they thought better of it. */
  saveFile: procedure.input(z.object({ name: z.string().min(1).max(255), content: z.instanceof(Blob) })).output(z.object({ saved: z.boolean() })),
};
