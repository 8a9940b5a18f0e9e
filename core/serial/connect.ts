import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { TextConsole } from '../link/endpoint.ts';
import { abortError, inSeconds } from '../link/failure.ts';
import type { Link } from '../link/link.ts';
import { closeError } from '../rfb/connect.ts';
import type { KeyStroke, RfbSession } from '../rfb/session.ts';
import { KeyEncoder } from './key-bytes.ts';
import { SerialSession } from './session.ts';

export interface ConnectSerialOptions {
  readonly text: TextConsole;
  /** Sent as soon as the line is open. */
  readonly firstKeys: readonly KeyStroke[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** A text console has no handshake to prove itself by. A gateway that finds nothing behind it closes within milliseconds; one that does not has most likely a line. */
const settleMs = 200;

/**
 * Takes an open link for a text console: admits itself where the console asks for it, sends the first keys, and waits for
 * the first text or for a while without an end. The link belongs to the session from here on, and is disposed where this fails.
 * @throws BootcatchError `link.*`
 */
export function connectSerial(link: Link, { text, firstKeys, timeoutMs, signal, clock }: ConnectSerialOptions): Promise<RfbSession> {
  return new Promise((resolve, reject) => {
    const parts = new DisposableStore();
    // GoTTY's was the link's own first message.
    const admission = text.framing === 'gotty' ? undefined : text.admission;
    const token = admission === undefined ? undefined : new TextEncoder().encode(admission.reveal());
    const fail = (error: Error): void => {
      parts.dispose();
      link.dispose();
      reject(error);
    };
    const open = (first?: Uint8Array): void => {
      parts.dispose();
      resolve(new SerialSession(link, clock, first));
    };
    const sendKeys = (): void => {
      const keys = new KeyEncoder();
      for (const stroke of firstKeys) link.send(keys.encode(stroke));
    };
    if (signal.aborted) return fail(abortError(signal));
    const onAbort = (): void => fail(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    parts.add({ dispose: () => signal.removeEventListener('abort', onAbort) });
    parts.add(link.onClose((close) => fail(closeError(close, false))));
    if (token === undefined) {
      sendKeys();
      parts.add(link.onData(open));
      parts.add(clock.setTimeout(() => open(), Math.min(settleMs, timeoutMs)));
      return;
    }
    link.send(token);
    parts.add(
      link.onData(() => {
        link.send(token);
        sendKeys();
        open();
      }),
    );
    parts.add(clock.setTimeout(() => fail(new BootcatchError('link.silent', { seconds: inSeconds(timeoutMs) })), timeoutMs));
  });
}
