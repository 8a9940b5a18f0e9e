import { randomBytes } from 'node:crypto';
import { BootcatchError } from '../base/error.ts';
import type { SecurityNeeds } from './security.ts';

/** Name and password in UTF-8, no longer than the security type can carry. @throws BootcatchError `link.signInTooLong` */
export function encodedCredentials({ username = '', password }: SecurityNeeds, type: string, limits: { readonly nameBytes: number; readonly passwordBytes: number }): { readonly name: Uint8Array; readonly password: Uint8Array } {
  const encoder = new TextEncoder();
  const encoded = { name: encoder.encode(username), password: encoder.encode(password?.reveal() ?? '') };
  if (encoded.name.length > limits.nameBytes || encoded.password.length > limits.passwordBytes) throw new BootcatchError('link.signInTooLong', { type, ...limits });
  return encoded;
}

/** A text in a field of fixed length: a zero ends it, and chance fills the rest. */
export function randomlyPadded(text: Uint8Array, fieldBytes: number): Uint8Array {
  const field = new Uint8Array(randomBytes(fieldBytes));
  field.set(text);
  field[text.length] = 0;
  return field;
}
