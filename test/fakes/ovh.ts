import { createHash } from 'node:crypto';
import { sleep } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import { ConsoleTokens } from '../lab/cloud/console-tokens.ts';
import { startNovaConsoleProxy } from '../lab/cloud/nova-console-proxy.ts';
import type { ProviderFake } from './fake.ts';
import type { Call, Reply } from './http.ts';
import { novaKnocks } from './nova-knocks.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const name = 'vps-0a1b2c3d.vps.ovh.net';
const applicationSecret = 'application-secret-of-the-fake';
const consumerKey = 'consumer-key-of-the-fake';
/** OVH's clock, which goes ahead of everybody's. */
const aheadSeconds = 1_000;
const consoleLifeMs = 600_000;

const refusal = (status: number, said: string): Reply => ({ status, body: { errorCode: 'BECAUSE', httpCode: `${status} Because`, message: said } });

/** A VPS of OVH: calls signed with OVH's own time, and the console page of an OpenStack. */
export const ovhFake: ProviderFake = {
  name: 'ovh',
  runs: 'running',
  vncAuth: false,
  hardReboot: 'drops',
  address: { use: 'often', lifeMs: consoleLifeMs },
  refusal,
  wrongKnocks: novaKnocks,
  start: async (around) => {
    const { clock, random, vm } = around;
    const server = new FakeServer(around);
    const tokens = new ConsoleTokens('survives', consoleLifeMs, clock, random);
    const proxy = await startNovaConsoleProxy((token) => {
      const known = tokens.use(token) !== undefined;
      return { tokenKnown: known, port: known && server.running ? vm.vncPort : undefined, afterMs: 0 };
    }, (delayMs) => sleep(clock, delayMs));
    const nowSeconds = (): number => Math.floor(clock.wallNow() / 1_000) + aheadSeconds;
    const isSigned = ({ method, path, headers }: Call): boolean => {
      const timestamp = headers['x-ovh-timestamp'] ?? '';
      const text = [applicationSecret, consumerKey, method, `${served.url}${path}`, '', timestamp].join('+');
      const signature = `$1$${createHash('sha1').update(text).digest('hex')}`;
      return headers['x-ovh-application'] === 'application-key' && headers['x-ovh-consumer'] === consumerKey && headers['x-ovh-signature'] === signature && Math.abs(Number(timestamp) - nowSeconds()) < 300;
    };
    const task = (change: () => void): Reply => (change(), ok({ id: 12, type: 'rebootVm', state: 'todo', progress: 0 }));
    const served = await serveRoutes(
      {
        'GET /1.0/auth/time': { kind: 'version', answer: () => ok(String(nowSeconds())) },
        'GET /1.0/vps': { kind: 'list', answer: () => ok([name]) },
        [`GET /1.0/vps/${name}`]: { kind: 'show', answer: () => ok({ name, displayName: 'web-01', state: server.running ? 'running' : 'stopped' }) },
        [`POST /1.0/vps/${name}/reboot`]: { kind: 'power', answer: () => task(() => server.powerCycle()) },
        [`POST /1.0/vps/${name}/stop`]: { kind: 'power', answer: () => task(() => server.stop()) },
        [`POST /1.0/vps/${name}/start`]: { kind: 'power', answer: () => task(() => server.start()) },
        [`POST /1.0/vps/${name}/getConsoleUrl`]: {
          kind: 'console',
          answer: () => ok(JSON.stringify(`http://127.0.0.1:${proxy.port}/vnc_auto.html?token=${tokens.issue({ serverId: name, port: 0 })}`)),
        },
      },
      { admit: (call) => (isSigned(call) ? undefined : refusal(403, 'Invalid signature')), unknown: refusal(404, 'Got an invalid (or empty) URL') },
      around,
    );
    return {
      settings: { url: `${served.url}/1.0`, applicationKey: 'application-key' },
      secrets: { applicationSecret: new Secret(applicationSecret), consumerKey: new Secret(consumerKey) },
      desk: served.desk,
      close: () => {
        proxy.dispose();
        served.close();
      },
    };
  },
};
