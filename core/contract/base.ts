import { oc } from '@orpc/contract';
import { z } from 'zod';

/** A sentence for the person, as its key in `core/messages` and its values, so that each window speaks its own language. Holds no secret. */
export const messageSchema = z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Message = z.infer<typeof messageSchema>;

/** Names one server in every host: `practice`, `pasted:<id>`, `<account>/<id>` or `openstack:<cloud>/<id>`. */
export const serverIdSchema = z.string().min(1).max(512);

/** A plan's name, or steps in the plan language. */
export const planSchema = z.string().min(1).max(4_096);

/** Text that was guessed from the looks of its letters. */
export const guessSchema = z.object({ text: z.string() });

export const onServer = z.object({ serverId: serverIdSchema });

/** What every procedure is built on. Whatever goes wrong crosses as `SAID` with a {@link Message}: no stack, no secret. */
export const procedure = oc.errors({ SAID: { status: 422, data: messageSchema } });
