/** Bytes of one side of a connection, for a reader that wants them by the piece. */
export class Inbox {
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** All that has come in, at least one chunk; waits for it. Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    while (this.#chunks.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#chunks.length === 0 ? undefined : Buffer.concat(this.#chunks.splice(0));
  }
}

/** Both sides of a connection through the proxy, while it negotiates. */
export interface Sides {
  readonly client: Inbox;
  readonly guest: Inbox;
  sendToClient(bytes: Buffer): void;
  sendToGuest(bytes: Buffer): void;
}

/** The negotiation did not get anywhere. `polite`: the proxy closes the WebSocket, otherwise it just ends the connection. */
export class NegotiationFailed extends Error {
  readonly polite: boolean;

  constructor(polite: boolean) {
    super('The security negotiation failed.');
    this.polite = polite;
  }
}

const version = Buffer.from('RFB 003.008\n');
const none = 1;

/**
 * The security stage of Nova's console proxy: it negotiates with the guest and with the client, each on its own, and then
 * steps aside. It has two habits that decide which clients get through. Whenever it needs a byte from the client it takes
 * all that is there, and breaks on a byte above 0x7f; and what it has taken and not needed goes back to the client.
 * @throws NegotiationFailed
 */
export async function negotiate(sides: Sides): Promise<void> {
  let taken = Buffer.alloc(0);
  const fromClient = async (count: number): Promise<Buffer> => {
    while (taken.length < count) {
      const more = await sides.client.next();
      if (more === undefined || more.some((byte) => byte > 0x7f)) throw new NegotiationFailed(false);
      taken = Buffer.concat([taken, more]);
    }
    const piece = taken.subarray(0, count);
    taken = taken.subarray(count);
    return piece;
  };
  let guestTaken = Buffer.alloc(0);
  const fromGuest = async (count: number): Promise<Buffer> => {
    while (guestTaken.length < count) {
      const more = await sides.guest.next();
      if (more === undefined) throw new NegotiationFailed(false);
      guestTaken = Buffer.concat([guestTaken, more]);
    }
    const piece = guestTaken.subarray(0, count);
    guestTaken = guestTaken.subarray(count);
    return piece;
  };
  const giveUp = (): never => {
    if (taken.length > 0) sides.sendToClient(taken);
    throw new NegotiationFailed(true);
  };

  if (!isVersion38(await fromGuest(version.length))) giveUp();
  sides.sendToGuest(version);
  sides.sendToClient(version);
  if (!isVersion38(await fromClient(version.length))) giveUp();
  const [count = 0] = await fromGuest(1);
  const offered = await fromGuest(count);
  sides.sendToClient(Buffer.from([1, none]));
  const [choice] = await fromClient(1);
  if (choice !== none || !offered.includes(none)) {
    const reason = Buffer.from(choice === none ? 'Unable to negotiate security with server' : 'Only the security type 1 (NONE) is supported');
    sides.sendToClient(Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, reason.length]), reason]));
    giveUp();
  }
  sides.sendToGuest(Buffer.from([none]));
  sides.sendToClient(taken);
  if (guestTaken.length > 0) sides.sendToClient(guestTaken);
}

function isVersion38(line: Buffer): boolean {
  return line.subarray(4, 11).toString('latin1') === '003.008';
}
