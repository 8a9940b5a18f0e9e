/** All of the engine that a window may know: the contract, its types, and the words for what happened. */
export * from './acting.ts';
export * from './base.ts';
export * from './catches.ts';
export * from './client.ts';
export * from './consoles.ts';
export * from './contract.ts';
export * from './desktop.ts';
export * from './host.ts';
export * from './recordings.ts';
export * from './servers.ts';
export * from './settings.ts';
export * from './tuning.ts';
export * from './web.ts';
export { describeEvent, formatSeconds, phaseName, sayMessage } from '../timeline/describe.ts';
export { withoutFrame } from '../reading/meaning/flow.ts';
export { layouts, type LayoutName } from '../typing/layouts.ts';
export type { CatchState, Outcome, TimelineEvent, TimelineMenu, TimelineMessage } from '../timeline/events.ts';
