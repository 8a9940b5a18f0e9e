/**
 * A password, token or key that must not reach a log, a recording, an error or a JSON text by accident:
 * every way of turning it into text gives a placeholder. Only {@link reveal} gives the value, at the place where it is sent.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where it goes onto the wire. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/**
 * A URL as it may be shown: scheme, host, port and the words of its path stay; user, password, every query value, the fragment and what
 * may be a token in the path go, because console URLs carry theirs in any of them. What is no URL becomes a placeholder.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '[not a URL]';
  const parsed = new URL(url);
  const keys = [...new Set(parsed.searchParams.keys())];
  const query = keys.length > 0 ? `?${keys.map((key) => `${encodeURIComponent(key)}=…`).join('&')}` : '';
  const parts = parsed.pathname.split('/');
  return `${parsed.protocol}//${parsed.host}${parts.map((part, index) => (isToken(part, parts[index - 1]) ? '…' : part)).join('/')}${query}`;
}

/** Every part of a URL that {@link redactUrl} takes out, as it stands there and decoded. */
export function secretsOfUrl(url: string): readonly string[] {
  if (!URL.canParse(url)) return [url];
  const { username, password, searchParams, hash, pathname } = new URL(url);
  const parts = pathname.split('/');
  const hidden = [username, password, hash.slice(1), ...parts.filter((part, index) => isToken(part, parts[index - 1]))];
  return [...hidden, ...hidden.map(decoded), ...searchParams.values()];
}

/** VMware's tickets, and whatever else is long and no word: letters with digits among them. */
function isToken(part: string, before: string | undefined): boolean {
  return (before === 'ticket' && part !== '') || (part.length >= 16 && /\d/.test(part) && /[a-z]/i.test(part));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Shorter values are no secrets worth the name, and removing them would riddle a sentence with holes. */
const shortestSecret = 4;

/** Another's words without any of `secrets`: as they are, URL-encoded, or as JSON has them. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) safe = safe.replaceAll(form, '…');
  }
  return safe;
}
