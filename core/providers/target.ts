import { ProviderError } from './error.ts';
import { quote } from './quote.ts';

/** What a person named as the server to catch. */
export type TargetName =
  /** The simulated server; without a scenario, the usual one. */
  | { readonly kind: 'practice'; readonly scenario?: string }
  | { readonly kind: 'qemu'; readonly image?: string }
  /** The console's address comes from standard input. */
  | { readonly kind: 'standardInput' }
  /** The address of a console; it may hold a token, so it is not to be shown. */
  | { readonly kind: 'address'; readonly address: string }
  /** A cloud of clouds.yaml, or `env`. */
  | { readonly kind: 'openstack'; readonly cloud: string; readonly server: string }
  | { readonly kind: 'account'; readonly account: string; readonly server: string };

/**
 * Reads `practice[:scenario]`, `qemu[:image]`, `-`, a console's address, `openstack:<cloud>/<server>` or `<account>/<server>`.
 * @throws ProviderError `provider.targetUnknown`
 */
export function parseTarget(text: string): TargetName {
  const target = text.trim();
  if (target === 'practice') return { kind: 'practice' };
  if (target.startsWith('practice:')) return { kind: 'practice', scenario: target.slice('practice:'.length) };
  if (target === '-') return { kind: 'standardInput' };
  if (target === 'qemu') return { kind: 'qemu' };
  if (target.startsWith('qemu:')) return { kind: 'qemu', image: target.slice('qemu:'.length) };
  const isOpenStack = target.startsWith('openstack:');
  if (!isOpenStack && (/^[a-z][a-z0-9+.-]*:\/\//i.test(target) || HOST_AND_PORT.test(target))) return { kind: 'address', address: target };
  const [owner = '', ...rest] = (isOpenStack ? target.slice('openstack:'.length) : target).split('/');
  // A server's name may itself hold slashes.
  const server = rest.join('/');
  if (owner === '' || server === '') throw new ProviderError('provider.targetUnknown', { target: quote(target.split('?')[0] ?? '') });
  return isOpenStack ? { kind: 'openstack', cloud: owner, server } : { kind: 'account', account: owner, server };
}

const HOST_AND_PORT = /^(\[[0-9a-f:]+\]|[^\s/:]+):{1,2}\d+$/i;
