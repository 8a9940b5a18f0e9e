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
 * A URL as it may be shown: scheme, host, port and path stay; user, password, every query value and the fragment go,
 * because console URLs carry their token in any of them. What is no URL becomes a placeholder.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '[not a URL]';
  const parsed = new URL(url);
  const keys = [...new Set(parsed.searchParams.keys())];
  const query = keys.length > 0 ? `?${keys.map((key) => `${encodeURIComponent(key)}=…`).join('&')}` : '';
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query}`;
}
