import { describe, expect, test } from 'vitest';
import { optionsFromCloudsFile, optionsFromEnvironment } from '../../../core/providers/openstack/clouds.ts';
import { openOpenStack } from '../../../core/providers/openstack/openstack.ts';
import { readOpenStackSettings } from '../../../core/providers/openstack/settings.ts';
import { createWorld, errorOf, MemoryFiles, type WorldOptions } from './world.ts';

const HOME = '/home/person/.config/openstack';
const clouds = `
clouds:
  site:
    auth: {auth_url: https://ks.example:5000/v3, username: u, project_name: p, user_domain_name: Default}
    region_name: RegionOne
  many:
    auth: {auth_url: https://ks.example:5000/v3, username: u}
    regions:
      - north
      - name: south
        values: {interface: internal}
`;
const secure = 'clouds: {site: {auth: {password: from-secure}}}';

const read = (cloud: string, options: WorldOptions) => optionsFromCloudsFile(cloud, createWorld(options));

describe('clouds.yaml', () => {
  test('is read, and secure.yaml is laid over it', async () => {
    const { options, source } = await read('site', { files: { [`${HOME}/clouds.yaml`]: clouds, [`${HOME}/secure.yaml`]: secure } });
    expect(options).toEqual({
      auth_url: 'https://ks.example:5000/v3',
      username: 'u',
      project_name: 'p',
      user_domain_name: 'Default',
      region_name: 'RegionOne',
      password: 'from-secure',
    });
    expect(source).toBe(`${HOME}/clouds.yaml: site`);
  });

  test.each([
    ['a named file before all', ['/named.yaml', 'clouds.yaml', `${HOME}/clouds.yaml`, '/etc/openstack/clouds.yaml']],
    ['the working folder before the person’s', ['clouds.yaml', `${HOME}/clouds.yaml`, '/etc/openstack/clouds.yaml']],
    ['the person’s before the system’s', [`${HOME}/clouds.yaml`, '/etc/openstack/clouds.yaml']],
    ['the system’s last', ['/etc/openstack/clouds.yaml']],
  ])('%s', async (_name, paths) => {
    const files = Object.fromEntries(paths.map((path) => [path, `clouds: {c: {auth: {auth_url: "${path}"}}}`]));
    const { options } = await read('c', { files, environment: { OS_CLIENT_CONFIG_FILE: '/named.yaml' } });
    expect(options['auth_url']).toBe(paths[0]);
  });

  test.each([
    ['darwin', {}, '/home/person/Library/Application Support/openstack/clouds.yaml'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\p\\AppData\\Local' }, 'C:\\Users\\p\\AppData\\Local\\OpenStack\\openstack\\clouds.yaml'],
    ['linux', { XDG_CONFIG_HOME: '/elsewhere' }, '/elsewhere/openstack/clouds.yaml'],
  ])('is found on %s', async (platform, environment, path) => {
    const { options } = await read('c', { platform, environment, files: { [path]: 'clouds: {c: {auth: {auth_url: here}}}' } });
    expect(options['auth_url']).toBe('here');
  });

  test('that is nowhere: the error names the places', async () => {
    const error = await errorOf(read('site', {}));
    expect(error).toMatchObject({ code: 'provider.noCloudsFile' });
    expect(String(error)).toContain(`${HOME}/clouds.yaml`);
  });

  test.each(['nowhere', 'constructor', '__proto__'])('without the cloud %s names those there are', async (cloud) => {
    expect(await errorOf(read(cloud, { files: { 'clouds.yaml': clouds } }))).toMatchObject({ code: 'provider.cloudUnknown', values: { names: 'many, site' } });
  });

  test.each([
    ['no YAML', 'clouds: {site: {auth: {password: "hunter22'],
    ['a list', '- hunter22'],
    ['empty', ''],
  ])('that is broken is named without its contents: %s', async (_name, text) => {
    const error = await errorOf(read('site', { files: { 'clouds.yaml': text } }));
    expect(error).toMatchObject({ code: 'provider.fileWrong', values: { path: 'clouds.yaml' } });
    expect(String(error)).not.toContain('hunter22');
  });

  test('of several regions needs one to be named', async () => {
    const files = { 'clouds.yaml': clouds };
    expect(await errorOf(read('many', { files }))).toMatchObject({ code: 'provider.regionNeeded', values: { names: 'north, south' } });
    const { options } = await read('many', { files, environment: { OS_REGION_NAME: 'south' } });
    expect(options).toMatchObject({ region_name: 'south', interface: 'internal' });
  });

  test('is what openstack:env means where only OS_CLOUD is set', async () => {
    const world = createWorld({ environment: { OS_CLOUD: 'site' }, files: { 'clouds.yaml': clouds } });
    expect(await errorOf(openOpenStack('env', world))).toMatchObject({ code: 'provider.settingMissing', values: { setting: 'password', source: 'clouds.yaml: site' } });
  });
});

describe('settings', () => {
  const base = { auth_url: 'https://ks.example/v3', username: 'u', password: 'p' };
  const settings = (options: Record<string, string>, files: Record<string, string> = {}) => readOpenStackSettings({ ...base, ...options }, 'test', new MemoryFiles(files));

  test.each([
    ['a project’s id wins over its name', { project_id: 'p1', project_name: 'p' }, { project: { id: 'p1' } }],
    ['the tenant’s name is the project’s', { tenant_name: 'p', domain_id: 'd1' }, { project: { name: 'p', domain: { id: 'd1' } } }],
    ['the project wins over the tenant', { tenant_id: 't1', project_id: 'p1' }, { project: { id: 'p1' } }],
    ['a domain alone', { domain_name: 'd' }, { domain: { name: 'd' } }],
    ['the system', { system_scope: 'all', project_id: 'p1' }, { system: { all: true } }],
    ['nothing', {}, undefined],
  ])('scope: %s', async (_name, options, scope) => {
    expect((await settings(options)).scope).toEqual(scope);
  });

  test.each([
    ['publicURL', 'public'],
    ['internal', 'internal'],
  ])('interface %s', async (given, expected) => {
    expect((await settings({ interface: given })).interface).toBe(expected);
  });

  test('a private authority is read from its file', async () => {
    const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect((await settings({ cacert: '/ca.pem' }, { '/ca.pem': `text\n${pem}\n${pem}\n` })).tls).toEqual({ certificateAuthorities: [pem, pem] });
    expect(await errorOf(settings({ cacert: '/ca.pem' }))).toMatchObject({ code: 'provider.fileWrong' });
    expect(await errorOf(settings({ cacert: '/ca.pem' }, { '/ca.pem': 'no certificate' }))).toMatchObject({ code: 'provider.fileWrong' });
  });

  test.each([
    [{ verify: 'false', cacert: '/ca.pem' }, { unchecked: true }],
    [{ verify: 'true', insecure: 'true' }, undefined],
    [{ insecure: 'true' }, { unchecked: true }],
    [{}, undefined],
  ])('%j is what the person wrote', async (options, tls) => {
    expect((await settings(options)).tls).toEqual(tls);
  });

  test.each([
    [{ auth_type: 'v3oidcpassword' }, 'provider.settingWrong'],
    [{ auth_url: 'ks.example' }, 'provider.settingWrong'],
    [{ auth_url: '' }, 'provider.settingMissing'],
    [{ password: '' }, 'provider.settingMissing'],
    [{ username: '' }, 'provider.settingMissing'],
  ])('%j ends with %s', async (options, code) => {
    expect(await errorOf(settings(options))).toMatchObject({ code });
  });

  test('the environment’s names are the same options', () => {
    expect(optionsFromEnvironment({ OS_AUTH_URL: 'a', OS_PROJECT_NAME: 'b', HOME: '/', OS_EMPTY: undefined })).toEqual({ auth_url: 'a', project_name: 'b' });
  });
});
