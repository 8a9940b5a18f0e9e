import { z } from 'zod';
import { afterEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { HttpClient } from '../../../core/providers/http.ts';
import { isRetryable, retryAfterMs } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply } from './world.ts';

const anything = z.unknown();
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

const peers: HttpPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer[Symbol.asyncDispose]();
});

async function client(answers: Reply[] | ((turn: number) => Reply)) {
  const world = createWorld();
  let turn = 0;
  const peer = await startPeer(() => (typeof answers === 'function' ? answers(turn++) : (answers[Math.min(turn++, answers.length - 1)] ?? { status: 500 })));
  peers.push(peer);
  return { world, peer, http: new HttpClient(world, { service: 'Example' }) };
}

describe('retries', () => {
  test('reads again after 503, at growing intervals, and says so each time', async () => {
    const { world, peer, http } = await client([{ status: 503 }, { status: 502 }, { status: 200, json: { fine: true } }]);
      expect((await http.json({ url: `${peer.url}/x` }, z.object({ fine: z.boolean() }), calm)).body).toEqual({ fine: true });
    expect(world.clock.waits).toEqual([1_000, 2_000]);
    expect(world.reports.map(({ key, values }) => [key, values['attempt'], values['observed']])).toEqual([
      ['provider.retrying', 2, 'HTTP 503'],
      ['provider.retrying', 3, 'HTTP 502'],
    ]);
  });

  test('ends after four tries', async () => {
    const { peer, http } = await client([{ status: 500, json: { computeFault: { code: 500, message: 'UnexpectedTaskStateError' } } }]);
      const error = await errorOf(http.json({ url: peer.url }, anything, calm));
    expect(peer.seen).toHaveLength(4);
    expect(error).toMatchObject({ code: 'provider.failing', status: 500, values: { said: 'UnexpectedTaskStateError' } });
  });

  test('a POST is sent once, unless it says that it may be repeated', async () => {
    const { peer, http } = await client([{ status: 503 }]);
      await errorOf(http.json({ method: 'POST', url: peer.url, json: {} }, anything, calm));
    expect(peer.seen).toHaveLength(1);
    await errorOf(http.json({ method: 'POST', url: peer.url, json: {}, retry: true }, anything, calm));
    expect(peer.seen).toHaveLength(5);
  });

  test.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(Date.UTC(2026, 0, 1, 0, 0, 9)).toUTCString(), 9_000],
    ['nothing', undefined, 5_000],
    ['nonsense', 'soon', 5_000],
  ])('waits after 429 as long as the provider says: %s', async (_name, header, expectedMs) => {
    const { world, peer, http } = await client([{ status: 429, ...(header ? { headers: { 'retry-after': header } } : {}) }, { status: 200, text: '' }]);
      await http.send({ url: peer.url }, calm);
    expect(world.clock.waits).toEqual([expectedMs]);
  });

  test('does not wait minutes in secret', async () => {
    const { world, peer, http } = await client([{ status: 429, headers: { 'retry-after': '600' } }]);
      const error = await errorOf(http.send({ url: peer.url }, calm));
    expect(world.clock.waits).toEqual([]);
    expect(retryAfterMs(error)).toBe(600_000);
    expect(isRetryable(error)).toBe(true);
  });

  test.each([400, 401, 403, 404, 409])('%i is an answer and not asked again', async (status) => {
    const { peer, http } = await client([{ status }]);
      await errorOf(http.send({ url: peer.url }, calm));
    expect(peer.seen).toHaveLength(1);
  });
});

describe('what a catch may try again', () => {
  test.each([
    [404, true],
    [409, true],
    [423, true],
    [429, true],
    [500, true],
    [503, true],
    [400, false],
    [401, false],
    [403, false],
    [501, false],
    [302, false],
  ])('%i: %s', async (status, expected) => {
    const { peer, http } = await client([{ status }]);
      expect(isRetryable(await errorOf(http.send({ method: 'POST', url: peer.url, json: {} }, calm)))).toBe(expected);
  });

  test('an error of unknown origin is not tried again', () => {
    expect(isRetryable(new TypeError('a mistake of ours'))).toBe(false);
    expect(isRetryable(undefined)).toBe(false);
  });
});

describe('silence', () => {
  test('names the time limit', async () => {
    const { world, peer, http } = await client(['hang']);
      const work = errorOf(http.json({ method: 'POST', url: peer.url, json: {} }, anything, calm));
    while (peer.seen.length === 0) await wait();
    world.clock.expire();
    const error = await work;
    expect(error).toMatchObject({ code: 'provider.tooSlow', values: { seconds: 30 } });
    expect(isRetryable(error)).toBe(true);
  });

  test('names what the network said', async () => {
    const { peer, http } = await client(['cut']);
    const gone = peer.url;
    const cut = await errorOf(http.json({ method: 'POST', url: peer.url, json: {} }, anything, calm));
    await peer[Symbol.asyncDispose]();
    const refused = await errorOf(http.json({ method: 'POST', url: gone, json: {} }, anything, calm));
    expect(refused).toMatchObject({ code: 'provider.unreachable', values: { observed: 'ECONNREFUSED' } });
    expect(cut).toMatchObject({ code: 'provider.unreachable' });
    expect(isRetryable(cut) && isRetryable(refused)).toBe(true);
  });

  test('ends with the reason of the one who called it off', async () => {
    const { peer, http } = await client(['hang']);
      const controller = new AbortController();
    const reason = new Error('called off');
    const work = errorOf(http.send({ url: peer.url }, controller.signal));
    while (peer.seen.length === 0) await wait();
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(peer.seen).toHaveLength(1);
  });
});

describe('answers', () => {
  test('of another shape are named, not used', async () => {
    const { peer, http } = await client([{ status: 200, text: '<html>Welcome to the hotel</html>' }]);
      const error = await errorOf(http.json({ method: 'POST', url: peer.url, json: {} }, z.object({ servers: z.array(z.string()) }), calm));
    expect(error).toMatchObject({ code: 'provider.answerNotUnderstood' });
  });

  test('that never end are cut off', async () => {
    const { peer, http } = await client([{ status: 200, text: 'x'.repeat(17 * 1024 * 1024) }]);
      expect(await errorOf(http.send({ url: peer.url }, calm))).toMatchObject({ code: 'provider.answerTooLong' });
    expect(peer.seen).toHaveLength(1);
  });

  test('a redirection is not followed, and the place it names is shown without its query', async () => {
    const { peer, http } = await client([{ status: 302, headers: { location: 'https://elsewhere.example/login?code=abcdefg' } }]);
      const error = await errorOf(http.send({ url: peer.url, headers: { authorization: new Secret('Bearer very-secret') } }, calm));
    expect(error).toMatchObject({ code: 'provider.redirected', values: { location: 'https://elsewhere.example/login' } });
  });

  test.each([
    ['a bare message', { message: 'no such thing' }, 'no such thing'],
    ["Keystone's and ConoHa's", { error: { code: 400, message: 'no such thing' } }, 'no such thing'],
    ["Nova's fault", { badRequest: { code: 400, message: 'no such thing' } }, 'no such thing'],
    ['a list of reasons', { errors: [{ reason: 'no such thing' }] }, 'no such thing'],
    ["OAuth's", { error: 'invalid_client', error_description: 'no such thing' }, 'no such thing'],
    ['nothing but the words beside the status', null, 'Bad Request'],
  ])('the provider is quoted: %s', async (_name, json, expected) => {
    const { peer, http } = await client([{ status: 400, json }]);
      expect(await errorOf(http.send({ url: peer.url }, calm))).toMatchObject({ values: { said: expected } });
  });

  test('a quotation holds no secret, no control character and no novel', async () => {
    const secret = 'pass"word/with+signs';
    const message = `bad password ${secret} ${encodeURIComponent(secret)}\u001b[31m\u202e\nline two ${'long '.repeat(200)}`;
    const { peer, http } = await client([{ status: 400, json: { message } }]);
      const error = await errorOf(http.send({ url: peer.url, headers: { 'x-token': new Secret(secret) } }, calm));
    const said = String((error as { values: Record<string, unknown> }).values['said']);
    expect(said).toMatch(/^bad password … … \[31m line two long/);
    expect(said.length).toBeLessThanOrEqual(301);
    expect(String(error)).not.toContain('word/with');
  });
});

test('a form and its secrets go out encoded', async () => {
  const { peer, http } = await client([{ status: 200, text: '' }]);
  await http.send({ method: 'POST', url: peer.url, form: { user: 'a b', password: new Secret('p&=ß') } }, calm);
  expect(peer.seen[0]).toMatchObject({ text: 'user=a+b&password=p%26%3D%C3%9F', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
});
