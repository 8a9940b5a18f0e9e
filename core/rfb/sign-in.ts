import type { Link } from '../link/link.ts';
import type { SecurityNeeds } from './security.ts';

/** The connection while a security type signs in. */
export interface SignInWire {
  /** Exactly so many bytes. Rejects when the connection ends. */
  read(length: number): Promise<Uint8Array>;
  send(bytes: Uint8Array): void;
}

/** What the type encrypts all that follows with: takes the link, and the bytes of it that were received already. */
export type Encryption = (link: Link, received: Uint8Array) => Link;

/**
 * What a security type of its own says from the choice up to its result.
 * @param needs with name and password, where the type wants them
 * @throws BootcatchError `link.*`
 */
export type SignIn = (wire: SignInWire, needs: SecurityNeeds) => Promise<Encryption | void>;
