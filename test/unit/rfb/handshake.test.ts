import { describe, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { HandshakeShape } from '../../../core/link/endpoint.ts';
import { classifyProbeFailure } from '../../../core/link/failure.ts';
import type { LinkClose } from '../../../core/link/link.ts';
import { connectRfb } from '../../../core/rfb/connect.ts';
import type { RfbSession } from '../../../core/rfb/session.ts';
import { answerChallenge } from '../../../core/rfb/vnc-auth.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { keyEvent, resultOk, securityNone, serverInit, text, u16, u32, version } from './bytes.ts';
import { FakeLink } from './fake-link.ts';

const f4 = 0xffc1;
const firstKeys = [
  { keysym: f4, down: true },
  { keysym: f4, down: false },
];
const keys = [...keyEvent(f4, true), ...keyEvent(f4, false)];

interface Attempt {
  readonly link: FakeLink;
  readonly clock: ManualClock;
  readonly controller: AbortController;
  /** The session, or the error. */
  readonly outcome: Promise<RfbSession | Error>;
}

function attempt(handshake: HandshakeShape, password?: string): Attempt {
  const link = new FakeLink();
  const clock = new ManualClock();
  const controller = new AbortController();
  const outcome = connectRfb(link, { handshake, firstKeys, clock, timeoutMs: 4000, signal: controller.signal, ...(password !== undefined && { password: new Secret(password) }) }).catch(
    (error: unknown) => error as Error,
  );
  return { link, clock, controller, outcome };
}

async function failed(outcome: Attempt['outcome']): Promise<BootcatchError> {
  const error = await outcome;
  expect(error).toBeInstanceOf(BootcatchError);
  return error as BootcatchError;
}

const version33 = text('RFB 003.003\n');
const version37 = text('RFB 003.007\n');
const challenge = Array.from({ length: 16 }, (_, index) => index);
const answer = [...answerChallenge(new Secret('secret'), Uint8Array.from(challenge))];

interface Dialogue {
  readonly name: string;
  readonly shape: HandshakeShape;
  readonly password?: string;
  readonly start: readonly (readonly number[])[];
  readonly exchange: readonly (readonly [says: readonly number[], writes: readonly (readonly number[])[]])[];
}

/** For each shape: what the client writes before the server speaks, and after each message of the server. */
const dialogues: readonly Dialogue[] = [
  {
    name: 'whole',
    shape: 'whole',
    start: [[...version, 1, 1, ...keys]],
    exchange: [
      [version, []],
      [securityNone, []],
      [resultOk, []],
      [serverInit(720, 400), []],
    ],
  },
  {
    name: 'split',
    shape: 'split',
    start: [[...version, 1]],
    exchange: [
      [version, []],
      [securityNone, [[1, ...keys]]],
      [resultOk, []],
      [serverInit(720, 400), []],
    ],
  },
  {
    name: 'polite',
    shape: 'polite',
    start: [],
    exchange: [
      [version, [version]],
      [securityNone, [[1]]],
      [resultOk, [[1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  ...(['whole', 'split'] as const).map((shape): Dialogue => ({
    name: `${shape} with a password`,
    shape,
    password: 'secret',
    start: [version],
    exchange: [
      [version, []],
      [[1, 2], [[2]]],
      [challenge, [[...answer, 1, ...keys]]],
      [resultOk, []],
      [serverInit(720, 400), []],
    ],
  })),
  {
    name: 'polite with a password',
    shape: 'polite',
    password: 'secret',
    start: [],
    exchange: [
      [version, [version]],
      [[2, 16, 2], [[2]]],
      [challenge, [answer]],
      [resultOk, [[1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  {
    name: 'polite, version 3.3',
    shape: 'polite',
    start: [],
    exchange: [
      [version33, [version33]],
      [u32(1), [[1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  {
    name: 'polite with a password, version 3.5, which is 3.3',
    shape: 'polite',
    password: 'secret',
    start: [],
    exchange: [
      [text('RFB 003.005\n'), [version33]],
      [u32(2), []],
      [challenge, [answer]],
      [resultOk, [[1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  {
    name: 'polite, version 3.7',
    shape: 'polite',
    start: [],
    exchange: [
      [version37, [version37]],
      [[2, 19, 1], [[1, 1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  {
    name: 'polite with a password, version 3.7',
    shape: 'polite',
    password: 'secret',
    start: [],
    exchange: [
      [version37, [version37]],
      [[1, 2], [[2]]],
      [challenge, [answer]],
      [resultOk, [[1]]],
      [serverInit(720, 400), [keys]],
    ],
  },
  {
    name: 'split with a password that is not wanted',
    shape: 'split',
    password: 'secret',
    start: [version],
    exchange: [
      [version, []],
      [securityNone, [[1]]],
      [resultOk, [[1, ...keys]]],
      [serverInit(720, 400), []],
    ],
  },
];

const serverBytes = ({ exchange }: Dialogue): number[] => exchange.flatMap(([says]) => [...says]);

describe.each(dialogues)('the handshake in the shape $name', (dialogue) => {
  const begin = (): Attempt => attempt(dialogue.shape, dialogue.password);

  it('writes exactly this, in these writes, at these moments', async () => {
    const { link, outcome } = begin();
    expect(link.writes.splice(0)).toEqual(dialogue.start);
    for (const [says, writes] of dialogue.exchange) {
      link.say(says);
      expect(link.writes.splice(0)).toEqual(writes);
    }
    const session = (await outcome) as RfbSession;
    expect(session).toMatchObject({ name: 'QEMU', size: { width: 720, height: 400 } });
    expect(link.disposed).toBe(false);
  });

  it.each([1, 3, Infinity])('takes the same server in pieces of %s', async (pieceBytes) => {
    const { link, outcome } = begin();
    link.say(serverBytes(dialogue), pieceBytes);
    expect(await outcome).toMatchObject({ name: 'QEMU' });
    expect(link.takeSent()).toEqual([...dialogue.start, ...dialogue.exchange.flatMap(([, writes]) => writes)].flat());
  });

  it('ends with the right error when the connection is cut after any byte', async () => {
    const bytes = serverBytes(dialogue);
    for (let cut = 0; cut < bytes.length; cut++) {
      const { link, outcome } = begin();
      link.say(bytes.slice(0, cut));
      link.end({ kind: 'cut', code: 1006 });
      const error = await failed(outcome);
      expect([error.code, classifyProbeFailure(error)]).toEqual(cut === 0 ? ['link.closedBeforeRfb', 'closedBeforeRfb'] : ['link.cutInHandshake', 'cut']);
      expect(link.disposed).toBe(true);
    }
  });

  it('ends with the right error when the server falls silent after any byte', async () => {
    const bytes = serverBytes(dialogue);
    for (let heard = 0; heard < bytes.length; heard++) {
      const { link, clock, outcome } = begin();
      link.say(bytes.slice(0, heard));
      await clock.advance(4000);
      const error = await failed(outcome);
      expect([error.code, classifyProbeFailure(error)]).toEqual([heard === 0 ? 'link.silent' : 'link.handshakeTimeout', 'timeout']);
      expect(link.disposed).toBe(true);
    }
  });
});

describe('a handshake that cannot go on', () => {
  it.each([[version33], [version37]])('a wrong password before version 3.8 has no words', async (old) => {
    const { link, outcome } = attempt('polite', 'wrong');
    link.say([...old, ...(old === version33 ? u32(2) : [1, 2]), ...challenge, ...u32(1)]);
    expect((await failed(outcome)).code).toBe('link.passwordRefused');
  });

  it.each(['whole', 'split'] as const)('an old version that was answered too early, in the shape %s', async (shape) => {
    const { link, outcome } = attempt(shape);
    link.say(version37);
    expect((await failed(outcome)).code).toBe('link.rfbVersion');
  });

  const refusal = (reason: string): number[] => [...u32(text(reason).length), ...text(reason)];
  it.each([
    ['a version before 3.3', text('RFB 003.002\n'), 'link.rfbVersion', 'protocol', /3\.2/],
    ['a refusal of version 3.3', [...version33, ...u32(0), ...refusal('Too many connections')], 'link.serverRefused', 'protocol', /Too many connections/],
    ['a security of version 3.3 that is unknown', [...version33, ...u32(17)], 'link.securityUnsupported', 'authentication', /17/],
    ['no RFB', text('HTTP/1.1 400'), 'link.notRfb', 'protocol', /HTTP\/1\.1 400/],
    ['binary rubbish', [0, 255, 27, 7, 9, 9, 9, 9, 9, 9, 9, 9], 'link.notRfb', 'protocol', /VNC/],
    ['a refusal', [...version, 0, ...refusal('Too many connections')], 'link.serverRefused', 'protocol', /Too many connections/],
    ['an empty refusal', [...version, 0, ...refusal('')], 'link.serverRefused', 'protocol', /“-”/],
    ['a refusal after the choice', [...version, ...securityNone, ...u32(1), ...refusal('Denied')], 'link.serverRefused', 'protocol', /Denied/],
    ['a refusal that would hide in a terminal', [...version, 0, ...refusal('a\u001b[2Jb\nc')], 'link.serverRefused', 'protocol', /a \[2Jb c/],
    ['an endless refusal', [...version, 0, ...u32(0xffffffff)], 'link.tooLong', 'protocol', /4294967295/],
    ['unknown security', [...version, 3, 13, 16, 77], 'link.securityUnsupported', 'authentication', /RA2r, Tight, 77/],
    ['a password that was not given', [...version, 1, 2], 'link.passwordNeeded', 'authentication', /password/],
    ['a giant picture', [...version, ...securityNone, ...resultOk, ...serverInit(8193, 1)], 'link.pictureTooLarge', 'protocol', /8193×1/],
    ['too many pixels', [...version, ...securityNone, ...resultOk, ...serverInit(8192, 8192)], 'link.pictureTooLarge', 'protocol', /8192×8192/],
    ['an endless name', [...version, ...securityNone, ...resultOk, ...u16(1), ...u16(1), ...new Array<number>(16).fill(0), ...u32(0x7fffffff)], 'link.tooLong', 'protocol', /2147483647/],
  ] as const)('%s', async (_name, bytes, code, shape, message) => {
    for (const pieceBytes of [1, Infinity]) {
      const { link, outcome } = attempt('polite');
      link.say(bytes, pieceBytes);
      const error = await failed(outcome);
      expect([error.code, classifyProbeFailure(error)]).toEqual([code, shape]);
      expect(error.message).toMatch(message);
      expect(error.localized('ja')).not.toBe(error.message);
      expect(link.disposed).toBe(true);
    }
  });

  it('tells a wrong password from other refusals, without showing it', async () => {
    const { link, outcome } = attempt('polite', 'hunter2');
    link.say([...version, 1, 2, ...challenge, ...u32(1), ...refusal('Authentication failed')]);
    const error = await failed(outcome);
    expect([error.code, classifyProbeFailure(error)]).toEqual(['link.passwordRefused', 'authentication']);
    expect(error.message).toContain('Authentication failed');
    expect(error.message).not.toContain('hunter2');
  });

  it.each<[LinkClose, string, string]>([
    [{ kind: 'closed', code: 1000, reason: 'Target closed' }, 'link.closedBeforeRfb', 'closedBeforeRfb'],
    [{ kind: 'closed', code: 1011, reason: 'Failed to connect to downstream server' }, 'link.downstreamRefused', 'downstreamRefused'],
    [{ kind: 'closed' }, 'link.closedBeforeRfb', 'closedBeforeRfb'],
  ])('names a close before the first byte: %o', async (close, code, shape) => {
    const { link, outcome } = attempt('split');
    link.end(close);
    const error = await failed(outcome);
    expect([error.code, classifyProbeFailure(error)]).toEqual([code, shape]);
  });

  it('ends when it is called off, with the reason given', async () => {
    const reason = new BootcatchError('link.superseded');
    const { link, controller, outcome } = attempt('whole');
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(link.disposed).toBe(true);
    expect(classifyProbeFailure(reason)).toBe('superseded');
  });

  it('writes nothing when it was called off before it began', async () => {
    const link = new FakeLink();
    const error = await connectRfb(link, { handshake: 'whole', signal: AbortSignal.abort(), timeoutMs: 1, clock: new ManualClock() }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'link.aborted' });
    expect(link.writes).toEqual([]);
  });
});

describe('versions that speak 3.8', () => {
  it.each(['RFB 003.008\n', 'RFB 003.889\n', 'RFB 004.001\n', 'RFB 005.000\n'])('%j', async (line) => {
    const { link, outcome } = attempt('polite');
    link.say(text(line));
    expect(link.writes.splice(0)).toEqual([version]);
    link.say([...securityNone, ...resultOk, ...serverInit(1, 1)]);
    expect(await outcome).toMatchObject({ size: { width: 1, height: 1 } });
  });
});

describe('VNC authentication', () => {
  // Single DES with the mirrored key, computed with OpenSSL's legacy provider: openssl enc -des-ecb -nopad.
  it.each([
    ['secret', '000102030405060708090a0b0c0d0e0f', 'ee22539f33a5983ec12f9c2edbc995dd'],
    ['longerthan8', '000102030405060708090a0b0c0d0e0f', '76543820b2c358fe359083c192fa77c9'],
    ['', 'ffffffffffffffffffffffffffffffff', '355550b2150e2451355550b2150e2451'],
  ])('answers as DES does for %j', (password, given, expected) => {
    expect(Buffer.from(answerChallenge(new Secret(password), Buffer.from(given, 'hex'))).toString('hex')).toBe(expected);
  });
});
