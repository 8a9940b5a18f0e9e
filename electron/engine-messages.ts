import type { HostInfo } from '../core/contract/host.ts';
import type { PortPurpose } from '../core/contract/desktop.ts';
import type { Message } from '../core/contract/base.ts';

/** What the main process tells the engine's process. `begin` comes first and brings the port to {@link shellContract}; `open` brings the port to serve. */
export type ToEngine = { readonly say: 'begin'; readonly info: Omit<HostInfo, 'dataFolder'> } | { readonly say: 'open'; readonly purpose: PortPurpose } | { readonly say: 'end' };

/** What the engine's process tells the main process. `failed`: it could not start, and why. */
export type FromEngine = { readonly say: 'ready' } | { readonly say: 'failed'; readonly message: Message };
