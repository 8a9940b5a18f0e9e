/** Long enough for any provider's sentence, short enough for one line of a log. */
const LENGTH_LIMIT = 300;
/** Shorter values are no secrets worth the name, and removing them would riddle a sentence with holes. */
const SHORTEST_SECRET = 4;

/** Another's words as they may be shown: one line, bounded, without control or direction-changing characters, and without any of `secrets`, plain or URL-encoded. */
export function quote(text: string, secrets: Iterable<string> = []): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) safe = safe.replaceAll(form, '…');
  }
  safe = safe.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...safe];
  return characters.length > LENGTH_LIMIT ? `${characters.slice(0, LENGTH_LIMIT).join('')}…` : safe;
}
