import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { messageSchema, onServer, procedure, serverIdSchema } from './base.ts';
import { catchSnapshotSchema } from './catches.ts';
import { connectionSchema } from './consoles.ts';

export const serverSchema = z.object({
  id: serverIdSchema,
  name: z.string(),
  /** `practice` stands first and needs nothing. `pasted`: known by a console's address alone. */
  kind: z.enum(['practice', 'account', 'pasted']),
  /** The account it belongs to; null for the other kinds. */
  account: z.string().nullable(),
  provider: z.string(),
  /** The provider's own word for its state; null where none is known. */
  status: z.string().nullable(),
  addresses: z.array(z.string()),
  /** A console address has to be pasted before anything else: addresses with tokens are in no file. */
  needsAddress: z.boolean(),
  console: connectionSchema,
  /** The catch that runs on it, or the last one that ran. */
  catch: catchSnapshotSchema.nullable(),
});
export type Server = z.infer<typeof serverSchema>;

export const accountSchema = z.object({
  name: z.string(),
  provider: z.string(),
  /** The company's name as a person knows it. */
  title: z.string(),
  /** `cloudsFile`: a cloud of clouds.yaml, whose credentials are there. */
  source: z.enum(['own', 'cloudsFile']),
  /** What this host does not know: give it with `accounts.giveSecret`, or set the variable before starting the host. */
  missingSecrets: z.array(z.object({ field: z.string(), variable: z.string() })),
  /** Its servers are being listed. */
  loading: z.boolean(),
  /** Why its servers can't be listed; the list then shows what was last known. */
  problem: messageSchema.nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** Everything that the list of servers shows, as a whole. */
export const serverListSchema = z.object({ servers: z.array(serverSchema), accounts: z.array(accountSchema) });
export type ServerList = z.infer<typeof serverListSchema>;

export const serversContract = {
  /** The whole list, now and after each change. While it is watched, the providers are asked again from time to time. */
  watch: procedure.output(eventIterator(serverListSchema)),
  /** Asks the providers now. */
  refresh: procedure.output(z.void()),
  /** Adds a server by its console's address, in any form in which a control panel shows it. */
  addPasted: procedure
    .input(
      z.object({
        address: z.string().min(1).max(16_384),
        name: z.string().max(80).optional(),
        /** The name to sign in with, where the console wants one beside the password. */
        username: z.string().max(256).optional(),
        /** What the console asks for. Kept in memory only. */
        password: z.string().max(256).optional(),
        /** SHA-256 of the one certificate to accept, 64 hex digits. */
        tlsPinSha256: z.string().regex(/^[0-9a-fA-F]{64}$/).optional(),
        /** SHA-256 of the one RSA key to accept from the console itself (RA2), 64 hex digits. */
        serverKeySha256: z.string().regex(/^[0-9a-fA-F]{64}$/).optional(),
      }),
    )
    .output(z.object({ serverId: serverIdSchema })),
  /** Forgets a pasted server. */
  remove: procedure.input(onServer).output(z.void()),
};

/** One thing that an account of a provider is asked for. */
export const accountFieldSchema = z.object({
  name: z.string(),
  /** Message key: what to write into it. */
  hint: z.string(),
  secret: z.boolean(),
  optional: z.boolean(),
  default: z.string().nullable(),
});

export const providerKindSchema = z.object({
  name: z.string(),
  title: z.string(),
  fields: z.array(accountFieldSchema),
  /** False where the provider is known from documents and a fake alone. */
  triedOnRealSoftware: z.boolean(),
});
export type ProviderKindInfo = z.infer<typeof providerKindSchema>;

const accountName = z.string().min(1).max(64);
const fieldValue = z.string().max(16_384);

export const accountsContract = {
  /** The providers that an account can be made for, with what each asks. */
  kinds: procedure.output(z.array(providerKindSchema)),
  /** Adds or replaces an account. Whether it works is seen in `servers.watch` (`problem`). */
  add: procedure
    .input(z.object({ name: accountName, provider: z.string().max(64), settings: z.record(z.string(), fieldValue), secrets: z.record(z.string(), fieldValue) }))
    .output(z.void()),
  giveSecret: procedure.input(z.object({ account: accountName, field: z.string().max(64), value: fieldValue })).output(z.void()),
  /** Forgets an account and its secrets. */
  remove: procedure.input(z.object({ account: z.string().min(1).max(128) })).output(z.void()),
  /** The clouds named in clouds.yaml; none where there is no such file. */
  clouds: procedure.output(z.array(z.string())),
  /** Shows the servers of a cloud of clouds.yaml. */
  addCloud: procedure.input(z.object({ cloud: z.string().min(1).max(128) })).output(z.void()),
};
