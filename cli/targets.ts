import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { cacheFolder } from '../core/base/data-folder.ts';
import { BootcatchError } from '../core/base/error.ts';
import { redactUrl, Secret } from '../core/base/secret.ts';
import type { TlsTrust } from '../core/link/endpoint.ts';
import { imageRecipes, isImageName } from '../core/practice/machine/recipes.ts';
import { startQemuTarget } from '../core/practice/machine/target.ts';
import { PastedTarget } from '../core/providers/console-url.ts';
import { createNodePorts } from '../core/providers/node/ports.ts';
import { openOpenStack } from '../core/providers/openstack/openstack.ts';
import type { Provider, Target } from '../core/providers/provider.ts';
import { parseTarget } from '../core/providers/target.ts';
import { sayMessage } from '../core/timeline/describe.ts';
import type { TimelineMessage } from '../core/timeline/events.ts';
import type { Context } from './context.ts';

/** Options of every command that opens a console. */
export interface TargetFlags {
  readonly passwordCommand?: string;
  readonly tlsPin?: string;
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
    case 'qemu':
      return openQemu(context, name.kind === 'qemu' ? (name.image ?? 'text') : 'text');
    case 'standardInput':
      return openAddress(context, await firstInputLine(context), flags);
    case 'address':
      return openAddress(context, name.address, flags);
    case 'openstack':
      return openServer(await openOpenStack(name.cloud, providerPorts(context)), name.server, text, context.signal);
    case 'account':
      throw new BootcatchError('cli.noAccounts', { account: name.account });
  }
}

/** The provider that `openstack:<cloud>` or an account's name stands for. */
export function openProvider(context: Context, text: string): Promise<Provider> {
  const cloud = /^openstack:(.+)$/.exec(text)?.[1];
  if (cloud === undefined) throw new BootcatchError('cli.noAccounts', { account: text });
  return openOpenStack(cloud, providerPorts(context));
}

function providerPorts(context: Context) {
  return createNodePorts(context.environment, tellPerson(context));
}

function tellPerson({ stderr, locale }: Context): (message: TimelineMessage) => void {
  return (message) => void stderr.write(`${sayMessage(locale, message)}\n`);
}

async function openServer(provider: Provider, server: string, shownAs: string, signal: AbortSignal): Promise<OpenTarget> {
  return { target: await provider.target(server, signal), shownAs, dispose: nothingToClose };
}

async function openQemu(context: Context, image: string): Promise<OpenTarget> {
  if (!isImageName(image)) throw new BootcatchError('cli.imageUnknown', { image, images: Object.keys(imageRecipes).join(', ') });
  const folder = cacheFolder({ platform: process.platform, homeFolder: homedir(), environment: context.environment });
  const target = await startQemuTarget({ image, cacheFolder: folder, onNotice: tellPerson(context) }, { clock: context.clock, random: Math.random });
  return { target, shownAs: target.label, dispose: () => target.close() };
}

async function openAddress(context: Context, address: string, flags: TargetFlags): Promise<OpenTarget> {
  const password = await vncPassword(context, flags);
  const tls: TlsTrust | undefined = flags.tlsPin === undefined ? undefined : { pinSha256: flags.tlsPin };
  const target = new PastedTarget(address, { ...(password && { password }), ...(tls && { tls }) });
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
