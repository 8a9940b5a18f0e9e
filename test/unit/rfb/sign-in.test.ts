import { beforeAll, describe, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { classifyProbeFailure } from '../../../core/link/failure.ts';
import type { Link } from '../../../core/link/link.ts';
import { connectRfb } from '../../../core/rfb/connect.ts';
import { chooseSecurity, type SecurityNeeds } from '../../../core/rfb/security.ts';
import type { RfbSession } from '../../../core/rfb/session.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { keyEvent, resultOk, serverInit, text, u16, u32, version } from './bytes.ts';
import { FakeLink } from './fake-link.ts';
import { linkPair } from './server/link-pair.ts';
import { fingerprintOf, rsaKey, serveApple, serveMsLogon, serveRsaAes, wireOf, type RsaAesServer, type ServerWire, type Told } from './sign-in-server.ts';

const f4 = { keysym: 0xffc1, down: true };
const [username, password] = ['Ümläut', 'sécret'];
const known: SecurityNeeds = { username, password: new Secret(password) };
/** Gives the other end its turns: messages, RSA in another thread, noVNC's promises. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let key: RsaAesServer['key'];
let pinned: SecurityNeeds;
beforeAll(() => {
  key = rsaKey();
  pinned = { ...known, serverKeySha256: fingerprintOf(key.publicKey) };
});

type Serve = (wire: ServerWire) => Promise<Told & { readonly after?: ServerWire }>;
const rsaAes = (bits: 128 | 256, everything: boolean, subtype: 1 | 2 = 1) => (wire: ServerWire) => serveRsaAes(wire, { bits, everything, subtype, key });
const types: readonly (readonly [name: string, type: number, serve: Serve])[] = [
  ['RA2', 5, rsaAes(128, true)],
  ['RA2ne', 6, rsaAes(128, false)],
  ['RA2 (256 bits)', 129, rsaAes(256, true)],
  ['RA2ne (256 bits)', 130, rsaAes(256, false)],
  ['Apple', 30, serveApple],
  ['MS-Logon II', 113, serveMsLogon],
];

interface Served {
  readonly told: (Told & { result?: string })[];
  readonly keys: number[];
}

/** An RFB server with one security type. */
function serve(link: Link, type: number, signIn: Serve, { lineage = version, refuses = false } = {}): Served {
  const served: Served = { told: [], keys: [] };
  const run = async (): Promise<void> => {
    const wire = wireOf(link);
    wire.write(lineage);
    await wire.read(12);
    wire.write([1, type]);
    expect([...(await wire.read(1))]).toEqual([type]);
    const { name, password: secret, after = wire } = await signIn(wire);
    served.told.push({ name, password: secret });
    if (refuses) return after.write([...u32(1), ...u32(3), ...text('bad')]);
    after.write(resultOk);
    expect([...(await after.read(1))]).toEqual([1]);
    after.write(serverInit(720, 400));
    served.keys.push(...(await after.read(8)));
  };
  // What breaks off is seen at the client.
  void run().catch(() => undefined);
  return served;
}

const open = (link: Link, needs: SecurityNeeds, clock = new ManualClock(), handshake: 'polite' | 'whole' = 'polite'): Promise<RfbSession | BootcatchError> =>
  connectRfb(link, { handshake, firstKeys: [f4], clock, timeoutMs: 4000, signal: new AbortController().signal, ...needs }).catch((error: unknown) => error as BootcatchError);
const failure = async (outcome: Promise<RfbSession | BootcatchError>): Promise<BootcatchError> => {
  const error = await outcome;
  expect(error).toBeInstanceOf(BootcatchError);
  const told = error as BootcatchError;
  expect(told.localized('ja')).not.toBe(told.message);
  expect(JSON.stringify([told.message, told.localized('ja'), told.values])).not.toContain(password);
  return told;
};

describe.each(types)('%s (%i)', (_name, type, signIn) => {
  it.each([1, 7, Infinity])('signs in, in pieces of %s, and goes on from there', async (pieceBytes) => {
    const [client, server] = linkPair(pieceBytes);
    const served = serve(server, type, signIn);
    const session = (await open(client, pinned.serverKeySha256 !== undefined && type !== 30 && type !== 113 ? pinned : known)) as RfbSession;
    expect(session).toMatchObject({ name: 'QEMU', size: { width: 720, height: 400 } });
    expect(served.told).toEqual([{ name: username, password }]);
    await expect.poll(() => served.keys).toEqual([...keyEvent(f4.keysym, true)]);
    session.dispose();
  });

  it.each(['RFB 003.007\n', 'RFB 003.008\n'])('says that the password was refused, by %j', async (lineage) => {
    const [client, server] = linkPair();
    serve(server, type, signIn, { lineage: text(lineage), refuses: true });
    expect(await failure(open(client, { ...known, linkIsPrivate: true }))).toMatchObject({ code: 'link.passwordRefused', values: { reason: lineage.includes('7') ? '-' : 'bad' } });
  });

  it('ends with the right error when it is cut, or falls silent, after any byte', async () => {
    /** The server's end, of which only so many bytes arrive. */
    const limited = (link: Link, limitBytes: number, onSent: (allBytes: number) => void): Link => {
      let sent = 0;
      return {
        ...link,
        send: (said) => {
          link.send(said.subarray(0, Math.max(0, limitBytes - sent)));
          onSent((sent += said.length));
        },
      };
    };
    const needs = { ...known, linkIsPrivate: true };
    let allBytes = 0;
    const [client, server] = linkPair();
    serve(limited(server, Infinity, (bytes) => (allBytes = bytes)), type, signIn);
    await open(client, needs);

    const attempt = async (bytes: number, end: 'cut' | 'silence'): Promise<string> => {
      const pair = linkPair();
      const clock = new ManualClock();
      const outcome = failure(open(pair[0], needs, clock, 'whole'));
      await new Promise<void>((resolve) => serve(limited(pair[1], bytes, (sent) => sent >= bytes && resolve()), type, signIn));
      await turn();
      if (end === 'cut') pair[1].dispose();
      else await clock.advance(4000);
      return classifyProbeFailure(await outcome);
    };
    // Each byte of one type of each family; of its sisters a sample.
    const step = [6, 30, 113].includes(type) ? 1 : 31;
    for (let bytes = 1; bytes < allBytes; bytes += step) {
      expect([bytes, await attempt(bytes, 'cut')]).toEqual([bytes, 'cut']);
      if (bytes % 8 === 1) expect([bytes, await attempt(bytes, 'silence')]).toEqual([bytes, 'timeout']);
    }
  });
});

describe('RA2', () => {
  const attempt = (needs: SecurityNeeds, server: Partial<RsaAesServer> = {}): { readonly served: Served; readonly outcome: Promise<BootcatchError> } => {
    const [client, other] = linkPair();
    const served = serve(other, 5, (wire) => serveRsaAes(wire, { bits: 128, everything: true, subtype: 1, key, ...server }));
    return { served, outcome: failure(open(client, needs)) };
  };

  it('gives no password to a key that is unknown, or another than the pinned one, and names it', async () => {
    const fingerprint = fingerprintOf(key.publicKey);
    const short = expect.stringMatching(/^[0-9a-f]{2}(-[0-9a-f]{2}){7}$/) as string;
    const unknown = attempt(known);
    expect(await unknown.outcome).toMatchObject({ code: 'link.serverKeyUnknown', values: { fingerprint, short } });
    const changed = attempt({ ...known, serverKeySha256: '0'.repeat(64), linkIsPrivate: true });
    expect(await changed.outcome).toMatchObject({ code: 'link.serverKeyChanged', values: { fingerprint, short } });
    const other = attempt(pinned, { key: rsaKey() });
    expect(await other.outcome).toMatchObject({ code: 'link.serverKeyChanged' });
    expect([unknown, changed, other].flatMap(({ served }) => served.told)).toEqual([]);
  });

  it('takes the fingerprint as people write it', async () => {
    const [client, other] = linkPair();
    serve(other, 5, rsaAes(128, true));
    const session = await open(client, { ...known, serverKeySha256: fingerprintOf(key.publicKey).toUpperCase().replace(/..(?!$)/g, '$&:') });
    expect(session).toMatchObject({ name: 'QEMU' });
  });

  it('gives the password alone where no name is wanted, and asks for one where it is', async () => {
    const passwordOnly: SecurityNeeds = { password: new Secret(password), serverKeySha256: fingerprintOf(key.publicKey) };
    const [client, other] = linkPair();
    const served = serve(other, 5, rsaAes(128, true, 2));
    expect(await open(client, passwordOnly)).toMatchObject({ name: 'QEMU' });
    expect(served.told).toEqual([{ name: '', password }]);
    expect((await attempt(passwordOnly).outcome).code).toBe('link.usernameNeeded');
  });

  it('believes no server that cannot prove the keys', async () => {
    const { served, outcome } = attempt(pinned, { lies: true });
    expect(await outcome).toMatchObject({ code: 'link.keyExchange', values: { type: 'RA2', reason: 'hash' } });
    expect(served.told).toEqual([]);
  });

  it('ends the session where a sealed message was changed on the way', async () => {
    const [client, other] = linkPair();
    let after: ServerWire | undefined;
    serve(other, 5, async (wire) => {
      const told = await rsaAes(128, true)(wire);
      after = wire;
      return told;
    });
    const session = (await open(client, pinned)) as RfbSession;
    const ended = new Promise((resolve) => session.onClose(resolve));
    after?.write([...u16(3), ...new Array<number>(19).fill(7)]);
    expect(await ended).toMatchObject({ kind: 'cut', reason: 'RA2: broken seal' });
  });
});

describe('a sign-in that cannot keep a secret', () => {
  const said = (type: number, ...bytes: readonly number[]): number[] => [...version, 1, type, ...bytes];
  const eight = (value: number): number[] => [...u32(0), ...u32(value)];
  const ones = (length: number): number[] => new Array<number>(length).fill(255);
  it.each([
    ['Apple, a short prime', said(30, ...u16(2), ...u16(64)), /512 bit/],
    ['Apple, an endless prime', said(30, ...u16(2), ...u16(0xffff)), /524280 bit/],
    ['Apple, a generator of 1', said(30, ...u16(1), ...u16(128), ...ones(128), ...ones(127), 3), /Diffie-Hellman/],
    ['Apple, a public value of 0', said(30, ...u16(2), ...u16(128), ...ones(128), ...new Array<number>(128).fill(0)), /Diffie-Hellman/],
    ['MS-Logon II, a prime of 0', said(113, ...eight(2), ...eight(0), ...eight(3)), /Diffie-Hellman/],
    ['MS-Logon II, a public value of −1', said(113, ...eight(2), ...eight(1009), ...eight(1008)), /Diffie-Hellman/],
    ['RA2, a short key', said(5, ...u32(512)), /512 bit/],
    ['RA2, an endless key', said(5, ...u32(0xffffffff)), /4294967295 bit/],
    ['RA2, a key of zeros', said(5, ...u32(1024), ...new Array<number>(256).fill(0)), /RSA/],
    ['RA2, another length than our key has', said(5, ...u32(1024), ...ones(128), ...new Array<number>(125).fill(0), 1, 0, 1, ...u16(16)), /length/],
    ['RA2, rubbish for a number', said(5, ...u32(1024), ...ones(128), ...new Array<number>(125).fill(0), 1, 0, 1, ...u16(256), 0, ...ones(255)), /random/],
    ['RA2, a number beyond our key', said(5, ...u32(1024), ...ones(128), ...new Array<number>(125).fill(0), 1, 0, 1, ...u16(256), ...ones(256)), /RSA/],
  ])('%s: nothing is told', async (_name, bytes, reason) => {
    const link = new FakeLink();
    const outcome = failure(open(link, { ...known, linkIsPrivate: true }));
    link.say(bytes);
    const error = await outcome;
    expect(error.code).toBe('link.keyExchange');
    expect(error.message).toMatch(reason);
    expect(classifyProbeFailure(error)).toBe('protocol');
  });

  it.each([
    ['Apple', 30, serveApple, 64],
    ['MS-Logon II', 113, serveMsLogon, 256],
    ['RA2', 5, rsaAes(128, true), 256],
  ] as const)('%s: says so where name or password are too long, and tells neither', async (type, number, signIn, bytes) => {
    const [client, server] = linkPair();
    const served = serve(server, number, signIn);
    expect(await failure(open(client, { ...known, username: 'x'.repeat(bytes), linkIsPrivate: true }))).toMatchObject({ code: 'link.signInTooLong', values: { type } });
    expect(served.told).toEqual([]);
  });
});

describe('the choice between security types', () => {
  const secret = new Secret(password);
  const everything = [2, 5, 6, 19, 30, 113, 129, 130, 16, 77];
  const key64 = 'ab'.repeat(32);
  it.each<readonly [string, SecurityNeeds, readonly number[], number]>([
    ['None, which tells no secret', known, [113, 2, 1], 1],
    ['RA2 that hides everything, with 256 bits', { ...known, serverKeySha256: key64 }, everything, 129],
    ['RA2 that hides everything, before RA2ne with more bits', { ...known, serverKeySha256: key64 }, [2, 130, 5], 5],
    ['RA2ne', { ...known, serverKeySha256: key64 }, [2, 6, 30], 6],
    ['VeNCrypt before RA2 whose key is unknown', known, everything, 19],
    ['VNC’s before VeNCrypt where TLS without a certificate is missing', { ...known, anonymousTls: false }, [2, 19], 2],
    ['VeNCrypt all the same where nothing else is there', { ...known, anonymousTls: false }, [19, 77], 19],
    ['Apple’s before VNC’s', known, [113, 2, 30], 30],
    ['VNC’s before MS-Logon II', known, [113, 2], 2],
    ['VNC’s where no name is known', { password: secret }, [30, 113, 2], 2],
    ['MS-Logon II where there is nothing else', known, [113, 77], 113],
    ['RA2 although its key is unknown, so that it can be told', known, [5, 77], 5],
    ['the fewest steps where nobody listens', { ...known, linkIsPrivate: true }, everything, 2],
    ['VeNCrypt alone where a certificate is pinned', { ...known, needsCertificate: true }, everything, 19],
  ])('%s', (_name, needs, offered, chosen) => {
    expect(chooseSecurity(needs, offered)).toBe(chosen);
  });

  it.each<readonly [string, SecurityNeeds, readonly number[], string]>([
    ['a password', {}, [2, 77], 'link.passwordNeeded'],
    ['a password for RA2', { username }, [129], 'link.passwordNeeded'],
    ['a name', { password: secret }, [30], 'link.usernameNeeded'],
    ['a key that none shows', { ...known, serverKeySha256: key64 }, [1, 2, 19, 30], 'link.serverKeyNeeded'],
    ['a certificate that none shows', { ...known, needsCertificate: true }, [1, 2, 5], 'link.certificateNeeded'],
    ['another server', known, [13, 16, 133], 'link.securityUnsupported'],
  ])('asks for %s', (_name, needs, offered, code) => {
    expect(() => chooseSecurity(needs, offered)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
