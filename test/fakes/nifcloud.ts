import { createHmac } from 'node:crypto';
import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import { member, memberNames, type Call, type CallKind, type Reply } from './http.ts';
import { serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';
import { startWebMks } from './webmks.ts';

const accessKey = 'access-key-of-the-fake';
const secretKey = 'secret-key-of-the-fake';

const xml = (status: number, text: string): Reply => ({ status, headers: { 'Content-Type': 'text/xml;charset=utf-8' }, body: `<?xml version="1.0" encoding="UTF-8"?>${text}` });
const refusal = (status: number, said: string): Reply => xml(status, `<Response><Errors><Error><Code>Client.Because</Code><Message>${said}</Message></Error></Errors><RequestID>1</RequestID></Response>`);

const kinds: Readonly<Record<string, CallKind>> = { DescribeInstances: 'list', RebootInstances: 'power', StopInstances: 'power', StartInstances: 'power' };
const read = ({ body }: Call, name: string): string => {
  const value = member(body, name);
  return typeof value === 'string' ? value : '';
};

/** Signature version 2 as NIFCLOUD's document has it: Base64 of the HMAC over method, host, path and the sorted, escaped parameters. */
function isSigned(call: Call): boolean {
  const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = memberNames(call.body).filter((name) => name !== 'Signature').map((name) => `${escape(name)}=${escape(read(call, name))}`);
  const text = [call.method, call.headers['host'], call.path, pairs.sort().join('&')].join('\n');
  return read(call, 'AccessKeyId') === accessKey && read(call, 'SignatureVersion') === '2' && read(call, 'Signature') === createHmac('sha256', secretKey).update(text).digest('base64');
}

/**
 * NIFCLOUD: one address for every action, named in the form, answered in XML. Its console is the control panel's; what that opens was not found, and VMware's WebMKS is plausible,
 * so a person pastes a WebMKS ticket here, another one for each connection.
 */
export const nifcloudFake: ProviderFake = {
  name: 'nifcloud',
  runs: 'running',
  vncAuth: false,
  hardReboot: 'drops',
  address: { use: 'once', lifeMs: 'untold' },
  refusal,
  start: async (around) => {
    const server = new FakeServer(around);
    const esxi = await startWebMks(around.vm, around.random);
    const act: Readonly<Record<string, (force: boolean) => void>> = { RebootInstances: (force) => (force ? server.powerCycle() : undefined), StopInstances: () => server.stop(), StartInstances: () => server.start() };
    const list = (): Reply =>
      xml(200, `<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>web-01</instanceId><instanceUniqueId>i-0123abcd</instanceUniqueId><instanceState><code>${server.running ? 16 : 80}</code><name>${server.running ? 'running' : 'stopped'}</name></instanceState><ipAddress>192.0.2.10</ipAddress></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`);
    const served = await serveRoutes(
      {
        'POST /api/': {
          kind: 'unknown',
          kindOf: (call) => kinds[read(call, 'Action')] ?? 'unknown',
          answer: (call) => {
            const action = read(call, 'Action');
            if (action === 'DescribeInstances') return list();
            const change = act[action];
            if (!change || read(call, 'InstanceId.1') !== 'web-01') return refusal(400, 'The instanceId does not exist.');
            change(read(call, 'Force') === 'true');
            return xml(200, `<${action}Response><requestId>1</requestId><return>true</return></${action}Response>`);
          },
        },
      },
      { admit: (call) => (isSigned(call) ? undefined : refusal(403, 'Signature does not match')), unknown: refusal(404, 'not found') },
      around,
    );
    return {
      settings: { url: `${served.url}/api/`, accessKey },
      secrets: { secretKey: new Secret(secretKey) },
      desk: served.desk,
      panel: { address: () => esxi.ticket(), pinSha256: esxi.pinSha256 },
      close: () => {
        esxi.close();
        served.close();
      },
    };
  },
};
