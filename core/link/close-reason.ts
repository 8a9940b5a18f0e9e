import { z } from 'zod';

const lishReason = z.object({ type: z.literal('error'), reason: z.string().min(1), grn: z.string().optional() });

/** The words in a close frame's reason. Linode's consoles put theirs into a JSON object, with a number for their support beside it (linode/manager, features/Lish/Lish.tsx). */
export function closeReason(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const { reason, grn } = lishReason.parse(JSON.parse(text));
    return grn ? `${reason} (${grn})` : reason;
  } catch {
    return text;
  }
}
