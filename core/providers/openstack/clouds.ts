import { posix, win32 } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ProviderError } from '../error.ts';
import type { ProviderPorts } from '../ports.ts';
import { listNames } from '../names.ts';
import { quote } from '../quote.ts';
import type { OpenStackOptions } from './settings.ts';

type CloudPorts = Pick<ProviderPorts, 'files' | 'environment' | 'platform' | 'homeFolder'>;
type Tree = { readonly [key: string]: unknown };

const tree = z.record(z.string(), z.unknown());
const cloudsFile = z.object({ clouds: z.record(z.string(), tree) });
const regionsList = z.array(z.union([z.string().transform((name) => ({ name, values: {} })), z.object({ name: z.string(), values: tree.default({}) })]));

/** The `OS_*` variables as options. @throws nothing: what is missing is said when the options are read. */
export function optionsFromEnvironment(environment: ProviderPorts['environment']): OpenStackOptions {
  const entries = Object.entries(environment).flatMap(([name, value]) => (name.startsWith('OS_') && value !== undefined ? [[name.slice(3).toLowerCase(), value]] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}

/**
 * The options of one cloud of clouds.yaml, with secure.yaml over it. Where the cloud lists several regions, `OS_REGION_NAME` chooses.
 * @throws ProviderError `provider.noCloudsFile`, `provider.cloudUnknown`, `provider.regionNeeded`, `provider.fileWrong`
 */
export async function optionsFromCloudsFile(cloud: string, ports: CloudPorts): Promise<{ readonly options: OpenStackOptions; readonly source: string }> {
  const paths = searchPaths('clouds', ports, 'OS_CLIENT_CONFIG_FILE');
  const found = await firstOf(paths, ports);
  if (!found) throw new ProviderError('provider.noCloudsFile', { paths: paths.join(', ') });
  const { clouds } = found.content;
  const entry = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  if (!entry) throw new ProviderError('provider.cloudUnknown', { cloud: quote(cloud), path: found.path, names: listNames(Object.keys(clouds)) });
  const secure = await firstOf(searchPaths('secure', ports, 'OS_CLIENT_SECURE_FILE'), ports);
  const secrets = secure && Object.hasOwn(secure.content.clouds, cloud) ? secure.content.clouds[cloud] : undefined;
  const merged = chooseRegion(cloud, merge(entry, secrets ?? {}), ports.environment['OS_REGION_NAME']);
  return { options: flatten(merged, ports.homeFolder), source: `${found.path}: ${cloud}` };
}

/** The names of the clouds in clouds.yaml; none where there is no such file. @throws ProviderError `provider.fileWrong` */
export async function cloudNames(ports: CloudPorts): Promise<readonly string[]> {
  const found = await firstOf(searchPaths('clouds', ports, 'OS_CLIENT_CONFIG_FILE'), ports);
  return found ? Object.keys(found.content.clouds) : [];
}

/** The places of OpenStack's own tools, in their order: a named file, the working folder, the person's, the system's. */
function searchPaths(stem: string, { environment, platform, homeFolder }: CloudPorts, variable: string): readonly string[] {
  const join = (...parts: string[]): string => (platform === 'win32' ? win32 : posix).join(...parts);
  const folders = {
    win32: [environment['LOCALAPPDATA'] && join(environment['LOCALAPPDATA'], 'OpenStack', 'openstack'), environment['PROGRAMDATA'] && join(environment['PROGRAMDATA'], 'OpenStack', 'openstack')],
    darwin: [join(homeFolder, 'Library', 'Application Support', 'openstack'), join(homeFolder, '.config', 'openstack'), '/Library/Application Support/openstack', '/etc/openstack'],
    other: [join(environment['XDG_CONFIG_HOME'] || join(homeFolder, '.config'), 'openstack'), '/etc/openstack'],
  };
  const places = platform === 'win32' || platform === 'darwin' ? folders[platform] : folders.other;
  const files = ['', ...places.filter((place): place is string => Boolean(place))].flatMap((folder) => ['yaml', 'yml'].map((extension) => join(folder, `${stem}.${extension}`)));
  return environment[variable] ? [environment[variable], ...files] : files;
}

async function firstOf(paths: readonly string[], { files }: CloudPorts): Promise<{ path: string; content: z.infer<typeof cloudsFile> } | undefined> {
  for (const path of paths) {
    const text = await files.read(path);
    if (text !== undefined) return { path, content: readYaml(path, text) };
  }
  return undefined;
}

function readYaml(path: string, text: string): z.infer<typeof cloudsFile> {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    // The parser quotes the line at fault, which may hold a password; its first words say what is wrong and where.
    const [observed = ''] = error instanceof Error ? error.message.split(':\n') : [];
    throw new ProviderError('provider.fileWrong', { path, observed: quote(observed) });
  }
  const parsed = cloudsFile.safeParse(raw);
  if (!parsed.success) throw new ProviderError('provider.fileWrong', { path, observed: 'clouds: ?' });
  return parsed.data;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

function chooseRegion(cloud: string, entry: Tree, wanted: string | undefined): Tree {
  const regions = regionsList.safeParse(entry['regions']);
  if (!regions.success || regions.data.length === 0) return wanted && entry['region_name'] === undefined ? { ...entry, region_name: wanted } : entry;
  const chosen = wanted ?? (typeof entry['region_name'] === 'string' ? entry['region_name'] : undefined);
  const region = regions.data.length === 1 && !chosen ? regions.data[0] : regions.data.find(({ name }) => name === chosen);
  if (!region) throw new ProviderError('provider.regionNeeded', { cloud: quote(cloud), names: listNames(regions.data.map(({ name }) => name)) });
  return { ...merge(entry, region.values), region_name: region.name };
}

/** One flat set of options: `auth` has the credentials, everything else stands beside it. Names with hyphens are the same options. */
function flatten(entry: Tree, homeFolder: string): OpenStackOptions {
  const auth = isTree(entry['auth']) ? entry['auth'] : {};
  const flat: Record<string, string> = {};
  for (const [key, value] of [...Object.entries(entry), ...Object.entries(auth)]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') flat[key.replaceAll('-', '_')] = String(value);
  }
  const cacert = flat['cacert'];
  return cacert?.startsWith('~/') ? { ...flat, cacert: `${homeFolder}${cacert.slice(1)}` } : flat;
}
