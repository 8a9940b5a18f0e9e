import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../core/base/clock.ts';
import { BootcatchError } from '../../core/base/error.ts';
import { say } from '../../core/messages/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import { createOpenStack, openOpenStack } from '../../core/providers/openstack/openstack.ts';
import { readOpenStackSettings, type OpenStackOptions } from '../../core/providers/openstack/settings.ts';
import type { ProviderPorts } from '../../core/providers/ports.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { catchTarget } from '../lab/catching.ts';
import { startCloud } from '../lab/cloud/cloud.ts';
import { randomHex } from '../lab/cloud/random.ts';
import { StubMachine } from '../lab/cloud/stub-machine.ts';
import { fillKeystone, makeApplicationCredential } from '../lab/keystone/customers.ts';
import { startDebianKeystone } from '../lab/keystone/debian-keystone.ts';
import { labMachine } from '../lab/machine.ts';
import type { Truth } from '../lab/truth.ts';
import { hasNovaProxy } from '../lab/nova-proxy/nova-proxy.ts';
import { table, type Section } from './numbers.ts';

export interface KeystoneOptions {
  readonly laps: number;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

const calm = new AbortController().signal;
const server = 'web-01';
/** What is told where the servers were listed. */
const listed = 'its server';
/** Short of a minute, so that the provider takes each token for one that is about to end. */
const shortLifeSeconds = 4;

/** The provider's way to Keystone, with the sign-ins counted and the last token kept. */
class Sniffer {
  signIns = 0;
  lastToken = '';
  readonly ports: ProviderPorts;

  /** @param clockOffMs how far the clock of this machine is off */
  constructor(clockOffMs = 0, environment: ProviderPorts['environment'] = {}) {
    const ports = createNodePorts(environment, () => undefined);
    this.ports = {
      ...ports,
      clock: { now: () => systemClock.now(), wallNow: () => systemClock.wallNow() + clockOffMs, setTimeout: (work, delayMs) => systemClock.setTimeout(work, delayMs) },
      fetch: async (request) => {
        const answer = await ports.fetch(request);
        if (request.url.endsWith('/auth/tokens')) {
          this.signIns++;
          this.lastToken = answer.header('x-subject-token') ?? '';
        }
        return answer;
      },
    };
  }
}

/**
 * The product's OpenStack provider before Debian's own Keystone: each way to sign in, each way that must be refused in plain words, tokens that end, and laps on a real
 * GRUB with a Nova whose tokens are that Keystone's.
 * @throws Error where anything did not come as it must
 */
export async function keystone({ laps, random, log }: KeystoneOptions): Promise<Section> {
  const passwords = { adminPassword: randomHex(12, random), password: randomHex(12, random), secret: randomHex(12, random) };
  const real = await startDebianKeystone({ adminPassword: passwords.adminPassword, tokenLifeSeconds: 3_600, random });
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-clouds-'));
  // The ways to sign in need no guest.
  const lab = laps === 0 ? undefined : await labMachine('text');
  const hypervisor = lab?.machine ?? new StubMachine();
  try {
    await hypervisor.start();
    const cloud = await startCloud({ clock: systemClock, random, servers: [{ name: server, hypervisor }], tokenJudge: real, proxy: hasNovaProxy ? 'debianNova' : 'nova' });
    try {
      const customers = await fillKeystone(real, cloud.computeUrl, passwords.password);
      const { demoId, shopId, password } = customers;
      const { secret } = passwords;
      const credentialId = await makeApplicationCredential(real, customers, { name: 'catch', secret });
      const expired = { name: 'short', secret, expires_at: new Date(Date.now() + 2_000).toISOString().replace('Z', '') };
      const expiredId = await makeApplicationCredential(real, customers, expired);
      await pause(2_500);

      const rows: string[][] = [];
      const wrong: string[] = [];
      /** @param wants {@link listed}, or the code of the refusal */
      const tell = async (what: string, wants: string, attempt: () => Promise<string>): Promise<void> => {
        const [came, said] = await attempt().then((text): [string, string] => [text, text], (error: unknown): [string, string] => {
          if (!(error instanceof BootcatchError)) throw error;
          return [error.code, say('en', error.code, error.values)];
        });
        log(`${came === wants ? 'as it must' : `NOT ${wants}`}: ${what}: ${said}`);
        if (came !== wants) wrong.push(what);
        for (const hidden of Object.values(passwords)) if (said.includes(hidden)) wrong.push(`${what}: a secret was told`);
        rows.push([what, said]);
      };
      const place = { auth_url: `${real.url}/v3`, region_name: 'RegionTwo' };
      const [user, project] = [{ username: 'demo', password }, { project_name: 'shop' }];
      const [userDomain, projectDomain] = [{ user_domain_name: 'customers' }, { project_domain_name: 'customers' }];
      const noProject = { ...place, ...user, ...userDomain };
      const names = { ...noProject, ...project, ...projectDomain };
      const provider = async (options: OpenStackOptions, sniffer = new Sniffer()) => createOpenStack(await readOpenStackSettings(options, 'bench', sniffer.ports.files), 'bench', sniffer.ports);
      const listServers = async (options: OpenStackOptions, sniffer?: Sniffer): Promise<string> => nameOf(await (await provider(options, sniffer)).servers(calm));
      const signsIn = (what: string, options: OpenStackOptions, wants = listed): Promise<void> => tell(what, wants, () => listServers(options));

      const credential = { ...place, application_credential_secret: secret };
      await signsIn('password, user and project by names and the names of their domains', names);
      await signsIn('password, user and project by ids', { ...place, user_id: demoId, password, project_id: shopId });
      await signsIn('password, one domain for both', { ...place, ...user, ...project, domain_name: 'customers' });
      await signsIn('password, no domain named: Keystone\'s own first one', { ...place, username: 'local', password, project_name: 'own' });
      await signsIn('address without `/v3`', { ...names, auth_url: real.url });
      await signsIn('address of the version 2 that has ended', { ...names, auth_url: `${real.url}/v2.0` });
      await signsIn('application credential by id', { ...credential, application_credential_id: credentialId });
      await signsIn('application credential by its name and its user', { ...credential, application_credential_name: 'catch', username: 'demo', ...userDomain });
      const before = new Sniffer();
      await listServers(names, before);
      await signsIn('a token that another tool got', { ...place, auth_type: 'token', token: before.lastToken, project_id: shopId });
      await signsIn('the other region, whose internal address works', { ...names, region_name: 'RegionOne', interface: 'internal' });
      await writeFile(join(folder, 'clouds.yaml'), `clouds:\n  shop:\n    region_name: RegionTwo\n    auth: {auth_url: "${place.auth_url}", username: demo, user_domain_name: customers, project_name: shop, project_domain_name: customers}\n`);
      await writeFile(join(folder, 'secure.yaml'), `clouds:\n  shop:\n    auth:\n      password: "${password}"\n`);
      const files = { OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'), OS_CLIENT_SECURE_FILE: join(folder, 'secure.yaml') };
      await tell('`clouds.yaml` with the password in `secure.yaml`', listed, async () => nameOf(await (await openOpenStack('shop', new Sniffer(0, files).ports)).servers(calm)));
      const environment = Object.fromEntries(Object.entries(names).map(([key, value]) => [`OS_${key.toUpperCase()}`, value]));
      await tell('`OS_*` variables', listed, async () => nameOf(await (await openOpenStack('env', new Sniffer(0, environment).ports)).servers(calm)));

      const refused = 'provider.signInRefused';
      await signsIn('wrong password', { ...names, password: 'wrong' }, refused);
      await signsIn('no such user', { ...names, username: 'nobody' }, refused);
      await signsIn('a user that was disabled', { ...names, username: 'gone' }, refused);
      await signsIn('wrong project', { ...names, project_name: 'shops' }, refused);
      await signsIn('wrong domain', { ...names, user_domain_name: 'customer' }, refused);
      await signsIn('a user without a role in the project', { ...names, username: 'stranger' }, refused);
      await signsIn('wrong secret of an application credential', { ...credential, application_credential_id: credentialId, application_credential_secret: 'wrong' }, refused);
      await signsIn('an application credential that has expired', { ...credential, application_credential_id: expiredId }, refused);
      await signsIn('no project', noProject, 'provider.noProject');
      await signsIn('the administrator of the system', { ...place, username: 'admin', password: passwords.adminPassword, system_scope: 'all' }, 'provider.forbidden');
      await signsIn('a region that is not there', { ...names, region_name: 'RegionThree' }, 'provider.noCompute');
      await signsIn('no region where there are two', { ...names, region_name: '' }, 'provider.regionNeeded');

      const renews = async (what: string, sniffer: Sniffer, url: string, between: () => Promise<unknown>): Promise<void> => {
        const opened = await provider({ ...names, auth_url: url }, sniffer);
        await tell(what, `${listed} after 2 sign-ins`, async () => {
          await opened.servers(calm);
          await between();
          return `${nameOf(await opened.servers(calm))} after ${sniffer.signIns} sign-ins`;
        });
      };
      const shortLived = await real.alsoServe(shortLifeSeconds);
      await renews('a token within a minute of its end', new Sniffer(), shortLived, () => Promise.resolve());
      await renews('a token that has ended, by a clock ten minutes behind', new Sniffer(-600_000), shortLived, () => pause((shortLifeSeconds + 1) * 1_000));
      const robbed = new Sniffer();
      await renews('a token that was revoked', robbed, real.url, () => real.revoke(robbed.lastToken));

      const held = lab ? await countHeld(await provider(names), lab.truth, laps) : 0;
      log(`held ${held} of ${laps}`);

      const leaving = new Sniffer();
      const left = await provider(names, leaving);
      await tell('the password is changed while bootcatch runs', refused, async () => {
        await left.servers(calm);
        await real.admin('PATCH', `/users/${demoId}`, { user: { password: 'another-one' } });
        return nameOf(await left.servers(calm));
      });
      if (wrong.length > 0) throw new Error(`Not as it must be: ${wrong.join('; ')}.`);
      const proxy = hasNovaProxy ? 'Debian\'s own console proxy' : 'the lab\'s console proxy';
      const body = `${table(['signed in with', 'came'], rows)}\n\nA real GRUB (5 s, text) through this Keystone, the lab's Nova and ${proxy}: held ${held} of ${laps}.`;
      return { name: 'keystone', title: 'Debian’s own Keystone', body };
    } finally {
      cloud.dispose();
    }
  } finally {
    await lab?.close();
    await hypervisor.stop();
    await real.close();
    await rm(folder, { recursive: true });
  }
}

/** Catches the server lap after lap, and counts the menus that stood by the machine's own word. */
async function countHeld(provider: Provider, truth: Truth, laps: number): Promise<number> {
  await truth.waitForMark('menu');
  const target = await provider.target(server, calm);
  let held = 0;
  for (let lap = 0; lap < laps; lap++) {
    // A menu that stood without a reboot would count for nothing.
    const caught = await catchTarget(target, truth, { evenIfHeld: true });
    if (caught.result.laps === 1 && caught.truth.held) held++;
  }
  return held;
}

const nameOf = (servers: readonly { readonly name: string }[]): string => (servers.length === 1 && servers[0]?.name === server ? listed : servers.map(({ name }) => name).join(', '));
