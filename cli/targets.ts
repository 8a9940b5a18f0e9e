import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { accountsFolder, cacheFolder, dataFolder, type DataFolderSurroundings } from '../core/base/data-folder.ts';
import { BootcatchError } from '../core/base/error.ts';
import { redactUrl, Secret } from '../core/base/secret.ts';
import { messageOf } from '../core/catch/reach.ts';
import type { TlsTrust } from '../core/link/endpoint.ts';
import { imageRecipes, isImageName } from '../core/practice/machine/recipes.ts';
import { startQemuTarget } from '../core/practice/machine/target.ts';
import { defaultScenario, practiceSource } from '../core/practice/scenarios.ts';
import { AccountStore } from '../core/providers/accounts.ts';
import { PastedTarget } from '../core/providers/console-url.ts';
import { guardHiveNode } from '../core/providers/hive-guard.ts';
import { createProvider, providerKind } from '../core/providers/index.ts';
import { secretVariable } from '../core/providers/kind.ts';
import { nodeFiles } from '../core/providers/node/files.ts';
import { createNodePorts } from '../core/providers/node/ports.ts';
import { openOpenStack } from '../core/providers/openstack/openstack.ts';
import type { Provider, Target } from '../core/providers/provider.ts';
import { parseTarget } from '../core/providers/target.ts';
import { sayMessage } from '../core/timeline/describe.ts';
import type { TimelineMessage } from '../core/timeline/events.ts';
import { keyOfNamed } from '../core/tuning/server-key.ts';
import type { Context } from './context.ts';

/** Options of every command that opens a console. */
export interface TargetFlags {
  readonly user?: string;
  readonly passwordCommand?: string;
  readonly tlsPin?: string;
  readonly serverKey?: string;
  /** The console's address, for a server whose provider hands out none; `-` reads it from standard input. */
  readonly console?: string;
}

/** A target, and how to let go of what was started for it. */
export interface OpenTarget {
  readonly target: Target;
  /** What it may be called on a screen: no token, no password. */
  readonly shownAs: string;
  /** Present where a person can paste another address meanwhile. */
  readonly replaceAddress?: (text: string) => void;
  dispose(): Promise<void>;
}

const nothingToClose = (): Promise<void> => Promise.resolve();

/**
 * Opens what a person named on the command line.
 * @throws BootcatchError `provider.*`, `link.*`, `practice.*`, `cli.*` that say what is wrong with it
 */
export async function openTarget(context: Context, text: string, flags: TargetFlags): Promise<OpenTarget> {
  const name = parseTarget(text);
  switch (name.kind) {
    case 'practice':
      return openPractice(context, name.scenario);
    case 'qemu':
      return openQemu(context, name.image ?? 'text');
    case 'standardInput':
      return openAddress(context, await firstInputLine(context), flags);
    case 'address':
      return openAddress(context, name.address, flags);
    case 'openstack':
      return openServer(context, `openstack:${name.cloud}`, name.server, text, flags);
    case 'account':
      return openServer(context, name.account, name.server, text, flags);
  }
}

/** The provider that `openstack:<cloud>` or an account's name stands for. @throws BootcatchError `provider.*` */
export function openProvider(context: Context, text: string): Promise<Provider> {
  const cloud = /^openstack:(.+)$/.exec(text)?.[1];
  return cloud === undefined ? openAccount(context, text) : openOpenStack(cloud, providerPorts(context));
}

/** The accounts in the data folder. */
export function accountStore(context: Context): AccountStore {
  return new AccountStore(accountsFolder(surroundingsOf(context)), nodeFiles);
}

/** The data folder. */
export function homeFolder(context: Context): string {
  return dataFolder(surroundingsOf(context));
}

/** The name under which the laps of what a person named are kept. */
export function attemptsKey(text: string, target: Target): string {
  return keyOfNamed(parseTarget(text), target, defaultScenario);
}

function surroundingsOf({ environment }: Context): DataFolderSurroundings {
  return { platform: process.platform, homeFolder: homedir(), environment };
}

/** An account's provider, its secrets from the environment. */
async function openAccount(context: Context, name: string): Promise<Provider> {
  const account = await accountStore(context).get(name);
  const secretFields = providerKind(account.provider).fields.filter(({ secret }) => secret);
  const secrets = secretFields.flatMap((field) => {
    const value = context.environment[secretVariable(name, field.name)];
    return value ? [[field.name, new Secret(value)] as const] : [];
  });
  return createProvider(account, Object.fromEntries(secrets), providerPorts(context), (other) => openProvider(context, other));
}

/** The machine’s own network, files and programs, for a provider. */
export function providerPorts(context: Context) {
  return createNodePorts(context.environment, tellPerson(context));
}

/** Tells the person on stderr. */
export function tellPerson({ stderr, locale }: Context): (message: TimelineMessage) => void {
  return (message) => void stderr.write(`${sayMessage(locale, message)}\n`);
}

async function openServer(context: Context, account: string, name: string, shownAs: string, flags: TargetFlags): Promise<OpenTarget> {
  const provider = await openProvider(context, account);
  const found = await provider.target(name, context.signal);
  const tell = tellPerson(context);
  // A file of some other account that cannot be read is no reason to leave this server alone.
  const accounts = await accountStore(context).list().catch((error: unknown) => {
    tell(messageOf(error));
    return [];
  });
  const server = await guardHiveNode({ target: found, account }, accounts, providerPorts(context), tell);
  if (flags.console === undefined) return { target: server, shownAs, dispose: nothingToClose };
  const address = flags.console === '-' ? await firstInputLine(context) : flags.console;
  return { ...(await openAddress(context, address, flags, server)), shownAs };
}

async function openPractice(context: Context, scenario: string | undefined): Promise<OpenTarget> {
  const source = practiceSource({
    clock: context.clock,
    random: Math.random,
    randomBytes: (length) => randomBytes(length),
    cacheFolder: cacheFolder(surroundingsOf(context)),
  });
  const name = scenario ?? source.defaultScenario;
  const names = source.scenarios.map((known) => known.name);
  if (!names.includes(name)) throw new BootcatchError('cli.scenarioUnknown', { scenario: name, scenarios: names.join(', ') });
  const practice = await source.start(name, tellPerson(context));
  return { target: practice.target, shownAs: 'practice', dispose: () => practice.close() };
}

async function openQemu(context: Context, image: string): Promise<OpenTarget> {
  if (!isImageName(image)) throw new BootcatchError('cli.imageUnknown', { image, images: Object.keys(imageRecipes).join(', ') });
  const target = await startQemuTarget({ image, cacheFolder: cacheFolder(surroundingsOf(context)), onNotice: tellPerson(context) }, { clock: context.clock, random: Math.random });
  return { target, shownAs: target.label, dispose: () => target.close() };
}

/** @param server the server behind the console, where its provider can reboot it */
async function openAddress(context: Context, address: string, flags: TargetFlags, server?: Target): Promise<OpenTarget> {
  const password = await vncPassword(context, flags);
  const tls: TlsTrust | undefined = flags.tlsPin === undefined ? undefined : { pinSha256: flags.tlsPin };
  const { user, serverKey } = flags;
  const target = new PastedTarget(address, {
    ...(user !== undefined && { username: user }),
    ...(password && { password }),
    ...(tls && { tls }),
    ...(serverKey !== undefined && { serverKeySha256: serverKey }),
    ...(server && { server }),
  });
  return { target, shownAs: URL.canParse(address) ? `"${redactUrl(address)}"` : target.label, replaceAddress: (text) => target.replaceAddress(text), dispose: nothingToClose };
}

async function firstInputLine({ stdin }: Context): Promise<string> {
  const lines = createInterface({ input: stdin });
  for await (const line of lines) {
    // The rest of the input stays: later lines are newer addresses.
    if (line.trim() !== '') return line.trim();
  }
  throw new BootcatchError('cli.noStandardInput');
}

/** The VNC password from the secret command or the environment. @throws BootcatchError `cli.passwordCommandFailed` */
async function vncPassword({ environment, signal }: Context, { passwordCommand }: TargetFlags): Promise<Secret | undefined> {
  if (passwordCommand === undefined) return environment['BOOTCATCH_VNC_PASSWORD'] ? new Secret(environment['BOOTCATCH_VNC_PASSWORD']) : undefined;
  const shell = process.platform === 'win32' ? ['cmd', '/c'] : ['sh', '-c'];
  try {
    const { stdout } = await promisify(execFile)(shell[0] ?? '', [shell[1] ?? '', passwordCommand], { signal });
    return new Secret(stdout.split(/\r?\n/, 1)[0] ?? '');
  } catch (error) {
    // What the command wrote may hold the secret, so only how it ended is told.
    const { code } = error as { readonly code?: number | string };
    throw new BootcatchError('cli.passwordCommandFailed', { reason: code ?? 'signal' });
  }
}
