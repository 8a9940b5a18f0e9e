/*
 * GoTTY's messages, as Scaleway's command line speaks them: each is a WebSocket text message whose first character says what it is.
 * From the server: 1 output in Base64, 2 the answer to a ping, 3 a title. To the server: 1 keys, 2 a ping, 3 the terminal's size.
 */

/** Sent every now and then, so that the server keeps the line. */
export const goTtyPing = '2';

/** The terminal's size, said once at the beginning. */
export const goTtySize = (columns: number, rows: number): string => `3${JSON.stringify({ columns, rows })}`;

/** What the line wrote; nothing where a message is not about that. */
export function fromGoTty(message: Uint8Array): Uint8Array | undefined {
  const text = new TextDecoder().decode(message);
  return text.startsWith('1') && text.length > 1 ? Buffer.from(text.slice(1), 'base64') : undefined;
}

/** Keys for the line. */
export const toGoTty = (keys: Uint8Array): string => `1${new TextDecoder().decode(keys)}`;
