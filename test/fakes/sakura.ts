import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import { tcpGate } from './gates.ts';
import { member, type Reply } from './http.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const root = '/cloud/zone/is1b/api/cloud/1.1';
const basic = `Basic ${Buffer.from('token-id:token-secret-of-the-fake').toString('base64')}`;

const refusal = (status: number, said: string): Reply => ({ status, body: { is_fatal: true, serial: '0a1b2c3d', status: `${status}`, error_code: 'because', error_msg: said } });

/** Sakura Cloud: a plain VNC port, a password of its own for each call, and the host left for the client to find. */
export const sakuraFake: ProviderFake = {
  name: 'sakura',
  runs: 'up',
  vncAuth: true,
  hardReboot: 'drops',
  address: 'fixed',
  refusal,
  start: async (around) => {
    const server = new FakeServer(around);
    const gate = await tcpGate(around.vm);
    const described = (): object => ({ ID: '112233', Name: 'web-01', Instance: { Status: server.running ? 'up' : 'down' }, Interfaces: [{ IPAddress: '192.0.2.1', UserIPAddress: null }] });
    const done = (change: () => void): Reply => (change(), ok({ Success: true, is_ok: true }));
    const served = await serveRoutes(
      {
        [`GET ${root}/server`]: { kind: 'list', answer: () => ok({ From: 0, Count: 1, Total: 1, Servers: [described()], is_ok: true }) },
        [`GET ${root}/server/112233`]: { kind: 'show', answer: () => ok({ Server: described(), is_ok: true }) },
        [`PUT ${root}/server/112233/reset`]: { kind: 'power', answer: () => done(() => server.powerCycle()) },
        [`PUT ${root}/server/112233/power`]: { kind: 'power', answer: () => done(() => server.start()) },
        [`DELETE ${root}/server/112233/power`]: { kind: 'power', answer: ({ body }) => (member(body, 'Force') === true ? done(() => server.stop()) : ok({ Success: true, is_ok: true })) },
        [`GET ${root}/server/112233/vnc/proxy`]: {
          kind: 'console',
          answer: async () => {
            const Password = await server.newPassword();
            return Password === undefined ? refusal(409, 'the server is not up') : ok({ Status: 'OK', Host: 'localhost', IOServerHost: '127.0.0.1', Port: String(gate.port), Password, VNCFile: '', is_ok: true });
          },
        },
      },
      { admit: ({ headers }) => (headers['authorization'] === basic ? undefined : refusal(401, 'authentication failed')), unknown: refusal(404, 'not found') },
      around,
    );
    return {
      settings: { url: `${served.url}/cloud/zone/{zone}/api/cloud/1.1`, zone: 'is1b', token: 'token-id' },
      secrets: { secret: new Secret('token-secret-of-the-fake') },
      desk: served.desk,
      close: () => {
        gate.close();
        served.close();
      },
    };
  },
};
