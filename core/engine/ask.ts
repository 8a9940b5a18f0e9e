import type { TimelineMessage } from '../timeline/events.ts';

/** What stops a reset, and how a window asks about it: with a button to go on, where the command line names an option. */
const questions: Readonly<Record<string, string>> = {
  'catch.stop.login': 'engine.ask.login',
  'catch.stop.fsck': 'engine.ask.fsck',
  'catch.stop.relabel': 'engine.ask.relabel',
  'catch.stop.crashDump': 'engine.ask.crashDump',
  'provider.hive.peersSilent': 'engine.ask.peersSilent',
  'provider.linode.noBootMenu': 'engine.ask.noBootMenu',
};

/** The same as a question, for whoever can answer it at once; what is no such stop stays as it is. */
export function asQuestion({ key, values }: TimelineMessage): TimelineMessage {
  return { key: questions[key] ?? key, values };
}
