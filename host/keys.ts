import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/base/clock.ts';

/** A ticket not used within this time is worth nothing. */
const TICKET_LIFE_MS = 60_000;

/**
 * Who may talk to this host. The key is good until the host ends. A ticket is good for one exchange into the key: it goes where others may
 * read it, such as a browser's command line.
 */
export class Keys {
  readonly key = newKey();
  readonly #clock: Clock;
  readonly #tickets = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fits(key: string | undefined): boolean {
    return key !== undefined && timingSafeEqual(digest(key), digest(this.key));
  }

  newTicket(): string {
    const ticket = newKey();
    this.#tickets.set(ticket, this.#clock.now() + TICKET_LIFE_MS);
    return ticket;
  }

  /** The key for a ticket, once; undefined where the ticket is unknown, used or old. */
  exchange(ticket: string): string | undefined {
    const goodUntilMs = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return goodUntilMs !== undefined && this.#clock.now() < goodUntilMs ? this.key : undefined;
  }
}

const newKey = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
