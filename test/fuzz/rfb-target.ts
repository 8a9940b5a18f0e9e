import { BootcatchError } from '../../core/base/error.ts';
import { connectRfb } from '../../core/rfb/connect.ts';
import type { HandshakeShape } from '../../core/link/endpoint.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { Screen } from '../../core/screen/screen.ts';
import { ManualClock, settle } from '../unit/support/manual-clock.ts';
import { FakeLink } from '../unit/rfb/fake-link.ts';
import { Secret } from '../../core/base/secret.ts';
import { MemoryWatch } from './memory.ts';

const shapes: readonly HandshakeShape[] = ['whole', 'split', 'polite'];
const timeoutMs = 1_000;
/** Sixteen updates a kilobyte, each answered with a request of ten bytes, is far beyond any honest server. */
const sentPerReceived = 12;
const sentAllowance = 4_096;

/** Counts what is sent and keeps none of it, so that all memory is the client's. */
class CountingLink extends FakeLink {
  sentBytes = 0;

  override send(bytes: Uint8Array): void {
    if (!this.disposed) this.sentBytes += bytes.length;
  }
}

/**
 * The RFB client against a server that says `input`: its first byte chooses shape, password, name and the size of the pieces, the rest is what is said.
 * @throws where the client does anything but go on, wait, or end with an error of ours
 */
export async function runRfb(input: Uint8Array): Promise<void> {
  const [choice = 0] = input;
  const stream = input.subarray(1);
  const pieceBytes = [1, 7, 997, 65_536][(choice >> 2) & 3] ?? 1;
  const memory = new MemoryWatch();
  const link = new CountingLink();
  const clock = new ManualClock();
  const screen = new Screen();
  let session: RfbSession | undefined;
  let failure: unknown;
  const connecting = connectRfb(link, {
    handshake: shapes[choice & 3] ?? 'whole',
    clock,
    timeoutMs,
    signal: new AbortController().signal,
    ...(choice & 16 && { password: new Secret('fuzz') }),
    ...(choice & 32 && { username: 'fuzz', linkIsPrivate: true }),
  }).then(
    (opened) => (session = opened),
    (error: unknown) => (failure = error),
  );

  let at = 0;
  // Byte by byte up to ServerInit, so that what follows is heard by a client that has asked for pictures.
  for (; at < stream.length && !session && !failure; at++) {
    link.say(stream.subarray(at, at + 1));
    await settle();
  }
  const closes: unknown[] = [];
  session?.onClose(({ error }) => closes.push(error));
  session?.attach(screen);
  for (; at < stream.length && !link.disposed; at += pieceBytes) {
    link.say(stream.subarray(at, at + pieceBytes));
    if (pieceBytes > 100 || at % 512 === 0) memory.check();
    // A key now and then, so that both kinds of key event are written.
    if (at % 5 === 0) session?.sendKey({ keysym: 0xffc1, down: true });
  }
  const refreshed = session?.refresh().then(undefined, (error: unknown) => error);
  await clock.advance(timeoutMs);
  await connecting;

  if (link.sentBytes > sentAllowance + sentPerReceived * stream.length) throw new Error(`The client sent ${link.sentBytes} bytes for ${stream.length}.`);
  session?.dispose();
  await settle();
  for (const error of [failure, ...closes]) if (error !== undefined && !(error instanceof BootcatchError)) throw new Error('The client ended with an error that is none of ours.', { cause: error });
  if (session && closes.length !== 1) throw new Error(`The session ended ${closes.length} times.`);
  if (screen.pixels.length !== screen.width * screen.height * 4) throw new Error('The picture has another size than the screen.');
  if (clock.pending > 0) throw new Error(`${clock.pending} timers are left.`);
  const outcome = await refreshed;
  if (outcome !== undefined && !(outcome instanceof BootcatchError)) throw new Error('A refresh ended with an error that is none of ours.', { cause: outcome });
}
