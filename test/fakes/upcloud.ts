import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import { tcpGate } from './gates.ts';
import { member, type Reply } from './http.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const uuid = '00798b85-efdc-41ca-8021-f6ef457b8531';
const server = `/1.3/server/${uuid}`;
const basic = `Basic ${Buffer.from('api-user:api-password-of-the-fake').toString('base64')}`;

const refusal = (status: number, said: string): Reply => ({ status, body: { type: 'https://api.upcloud.com/1.3/errors#BECAUSE', title: said, status } });

/** UpCloud: the VNC port and its password are settings of the server and stay the same. */
export const upcloudFake: ProviderFake = {
  name: 'upcloud',
  runs: 'started',
  vncAuth: true,
  hardReboot: 'drops',
  address: 'fixed',
  refusal,
  start: async (around) => {
    const machine = new FakeServer(around);
    const gate = await tcpGate(around.vm);
    const short = (): object => ({ uuid, title: 'web-01', hostname: 'web-01.example.com', state: machine.running ? 'started' : 'stopped' });
    const whole = (): object => ({
      ...short(),
      remote_access_enabled: 'yes',
      remote_access_type: 'vnc',
      remote_access_host: '127.0.0.1',
      remote_access_port: String(gate.port),
      remote_access_password: around.vncPassword,
    });
    const done = (change: () => void): Reply => (change(), ok({ server: whole() }));
    const served = await serveRoutes(
      {
        'GET /1.3/server': { kind: 'list', answer: () => ok({ servers: { server: [short()] } }) },
        // The console's address is part of the same answer as the state.
        [`GET ${server}`]: { kind: 'console', answer: () => ok({ server: whole() }) },
        [`POST ${server}/restart`]: {
          kind: 'power',
          answer: ({ body }) => (member(body, 'restart_server', 'stop_type') === 'hard' || member(body, 'restart_server', 'timeout_action') === 'destroy' ? done(() => machine.powerCycle()) : refusal(400, 'invalid stop_type')),
        },
        [`POST ${server}/stop`]: { kind: 'power', answer: () => done(() => machine.stop()) },
        [`POST ${server}/start`]: { kind: 'power', answer: () => done(() => machine.start()) },
      },
      { admit: ({ headers }) => (headers['authorization'] === basic ? undefined : refusal(401, 'Authentication failed using the given username and password.')), unknown: refusal(404, 'The resource does not exist.') },
      around,
    );
    return {
      settings: { url: `${served.url}/1.3`, username: 'api-user' },
      secrets: { password: new Secret('api-password-of-the-fake') },
      desk: served.desk,
      close: () => {
        gate.close();
        served.close();
      },
    };
  },
};
