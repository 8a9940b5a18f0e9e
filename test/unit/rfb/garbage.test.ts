import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { HandshakeShape } from '../../../core/link/endpoint.ts';
import { connectRfb } from '../../../core/rfb/connect.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { ManualClock, settle } from '../support/manual-clock.ts';
import { rectangle, resultOk, securityNone, serverInit, update, version } from './bytes.ts';
import { FakeLink } from './fake-link.ts';

const shapes = fc.constantFrom<HandshakeShape>('whole', 'split', 'polite');
const bytes = fc.uint8Array({ maxLength: 400 });

describe('a server that says anything at all', () => {
  it('during the handshake ends in an error of ours or in waiting', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 0, max: 18 }), bytes, async (handshake, soFar, rubbish) => {
        const link = new FakeLink();
        const clock = new ManualClock();
        const connecting = connectRfb(link, { handshake, clock, timeoutMs: 1000, signal: new AbortController().signal }).then(
          (session) => session.dispose(),
          (error: unknown) => expect(error).toBeInstanceOf(BootcatchError),
        );
        link.say([...version, ...securityNone, ...resultOk].slice(0, soFar));
        link.say(rubbish);
        await clock.advance(1000);
        await connecting;
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('while a security type signs in ends in an error of ours or in waiting', async () => {
    const beginning = fc.constantFrom([], [0, 2, 0, 128], [0, 0, 4, 0], [0, 0, 0, 0, 0, 0, 0, 5], [0, 2]);
    await fc.assert(
      fc.asyncProperty(shapes, fc.constantFrom(5, 6, 19, 30, 113, 129, 130), beginning, fc.uint8Array({ maxLength: 600 }), async (handshake, type, begun, rubbish) => {
        const link = new FakeLink();
        const clock = new ManualClock();
        const needs = { username: 'me', password: new Secret('sécret'), linkIsPrivate: true };
        const connecting = connectRfb(link, { handshake, clock, timeoutMs: 1000, signal: new AbortController().signal, ...needs }).then(
          (session) => session.dispose(),
          (error: unknown) => expect(error).toBeInstanceOf(BootcatchError),
        );
        link.say([...version, 1, type, ...begun, ...rubbish]);
        await settle();
        await clock.advance(1000);
        await connecting;
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('during a session ends in an error of ours or in waiting, and never paints beside the screen', async () => {
    const encoding = fc.oneof(fc.constantFrom(0, 1, 2, 5, 6, 7, 16, -223, -224, -239, -258, -307, -308), fc.integer({ min: -400, max: 400 }));
    const side = fc.integer({ min: 0, max: 40 });
    const rectangles = fc.tuple(side, side, side, side, encoding, bytes).map(([x, y, width, height, kind, body]) => rectangle(x, y, width, height, kind, [...body]));
    const messages = fc.oneof(
      fc.array(rectangles, { maxLength: 5 }).map((all) => update(...all)),
      bytes.map((all) => [...all]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(messages, { maxLength: 4 }), fc.integer({ min: 1, max: 500 }), async (all, pieceBytes) => {
        const link = new FakeLink();
        const connecting = connectRfb(link, { handshake: 'whole', clock: new ManualClock(), timeoutMs: 1000, signal: new AbortController().signal });
        link.say([...version, ...securityNone, ...resultOk, ...serverInit(32, 24)]);
        const session = await connecting;
        const screen = new Screen();
        const errors: unknown[] = [];
        session.onClose(({ error }) => errors.push(error));
        session.attach(screen);
        link.say(all.flat(), pieceBytes);
        for (const error of errors) expect(error).toBeInstanceOf(BootcatchError);
        expect(errors.length).toBe(link.disposed ? 1 : 0);
        expect(screen.pixels).toHaveLength(screen.width * screen.height * 4);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
