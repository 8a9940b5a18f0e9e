import { withoutSecrets } from '../base/secret.ts';

/** Long enough for any provider's sentence, short enough for one line of a log. */
const LENGTH_LIMIT = 300;

/** Another's words as they may be shown: one line, bounded, without control or direction-changing characters, and without any of `secrets`, plain or URL-encoded. */
export function quote(text: string, secrets: Iterable<string> = []): string {
  const safe = withoutSecrets(text, secrets).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...safe];
  return characters.length > LENGTH_LIMIT ? `${characters.slice(0, LENGTH_LIMIT).join('')}…` : safe;
}
