import { implement, ORPCError, ValidationError } from '@orpc/server';
import { BootcatchError } from '../base/error.ts';
import { messageOf } from '../catch/reach.ts';
import type { Message } from '../contract/base.ts';
import { contract } from '../contract/contract.ts';
import type { HostInfo } from '../contract/host.ts';
import type { Engine } from './engine.ts';
import { follow } from './follow.ts';
import { RecordingExports, type ExportPlaces } from './recording-exports.ts';
import { tell } from './story.ts';

/** What a host does by itself. */
export interface HostServices {
  readonly info: HostInfo;
  /** Asks the person for a place and writes the file there; false where they thought better of it. Absent where the host has no dialogs. */
  readonly saveFile?: (name: string, content: Blob) => Promise<boolean>;
  /** Where recordings are exported to. Absent where nothing can be. */
  readonly exportPlaces?: ExportPlaces;
}

/** Shortest time between two snapshots to one window: a frame or three, so that a busy console does not keep it busy. */
const SNAPSHOT_INTERVAL_MS = 50;
/** Lists change seldom and in bursts. */
const LIST_INTERVAL_MS = 100;

/** The contract, served by an engine. */
export function createRouter(engine: Engine, host: HostServices) {
  const { accounts, ports, recordings, servers, settings, tuning } = engine;
  const { clock } = ports;
  const exports = host.exportPlaces && new RecordingExports({
    clock,
    places: host.exportPlaces,
    useRecording: (...use) => recordings.use(...use),
    catchRuns: () => engine.catches.snapshots.some(({ result }) => result === null),
    onCatchesChanged: (listener) => engine.catches.onChanged(() => listener()),
  });
  const guess = async (png: Uint8Array): Promise<{ text: string }> => ({ text: await needed(ports.guess)(png) });
  const os = implement(contract);
  const inKeychain = (): boolean => settings.current.security.keepSecrets === 'keychain';

  return os
    .use(async ({ next, errors }) => {
      const said = (error: unknown): Error => errors.SAID({ data: messageFor(error) });
      try {
        const result = await next();
        return isStream(result.output) ? { ...result, output: saying(result.output, said) } : result;
      } catch (error) {
        throw said(error);
      }
    })
    .router({
      host: {
        info: os.host.info.handler(() => host.info),
        saveFile: os.host.saveFile.handler(async ({ input }) => {
          return { saved: await needed(host.saveFile)(input.name, input.content) };
        }),
      },
      accounts: {
        kinds: os.accounts.kinds.handler(() =>
          accounts.kinds.map(({ name, title, fields, triedOnRealSoftware = false }) => ({
            name,
            title,
            triedOnRealSoftware,
            fields: fields.map((field) => ({ name: field.name, hint: field.hint, secret: field.secret ?? false, optional: field.optional ?? false, default: field.default ?? null })),
          })),
        ),
        add: os.accounts.add.handler(({ input: { secrets, ...account } }) => accounts.add(account, secrets, inKeychain())),
        giveSecret: os.accounts.giveSecret.handler(({ input }) => accounts.giveSecret(input.account, input.field, input.value, inKeychain())),
        remove: os.accounts.remove.handler(({ input }) => accounts.remove(input.account)),
        clouds: os.accounts.clouds.handler(async () => [...(await accounts.clouds())]),
        addCloud: os.accounts.addCloud.handler(({ input }) => accounts.addCloud(input.cloud)),
      },
      servers: {
        watch: os.servers.watch.handler(async function* ({ signal = never }) {
          const watching = engine.watchList();
          try {
            yield* follow({ read: () => engine.list, changed: engine.onListChanged, clock, intervalMs: LIST_INTERVAL_MS, signal });
          } finally {
            watching.dispose();
          }
        }),
        refresh: os.servers.refresh.handler(() => accounts.refresh()),
        addPasted: os.servers.addPasted.handler(async ({ input }) => ({ serverId: await servers.addPasted(input) })),
        remove: os.servers.remove.handler(({ input }) => engine.removeServer(input.serverId)),
      },
      consoles: {
        open: os.consoles.open.handler(({ input }) => engine.openConsole(input.serverId)),
        close: os.consoles.close.handler(({ input }) => engine.closeConsole(input.serverId)),
        watch: os.consoles.watch.handler(({ input, signal = never }) =>
          follow({ read: () => engine.snapshot(input.serverId), changed: engine.place(input.serverId).onChanged, clock, intervalMs: SNAPSHOT_INTERVAL_MS, signal }),
        ),
        timeline: os.consoles.timeline.handler(({ input, signal = never }) => {
          const place = engine.place(input.serverId);
          return tell(() => place.story, place.onChanged, signal);
        }),
        pasteAddress: os.consoles.pasteAddress.handler(({ input }) => engine.pasteAddress(input.serverId, input.address)),
        takeOver: os.consoles.takeOver.handler(({ input }) => engine.catches.takeOver(input.serverId, input.on)),
        screenshot: os.consoles.screenshot.handler(({ input }) => new Blob([Uint8Array.from(engine.screenshot(input.serverId))], { type: 'image/png' })),
        guess: os.consoles.guess.handler(({ input }) => guess(engine.screenshot(input.serverId))),
        text: os.consoles.text.handler(({ input }) => {
          const { lines, exactShare } = engine.snapshot(input.serverId);
          return { lines, exactShare };
        }),
      },
      catches: {
        start: os.catches.start.handler(async ({ input }) => ({ catchId: await engine.catches.start(input) })),
        stop: os.catches.stop.handler(({ input }) => engine.catches.stop(input.serverId)),
        answer: os.catches.answer.handler(({ input }) => engine.catches.answer(input.serverId, input.goOn)),
        watch: os.catches.watch.handler(({ signal = never }) => follow({ read: () => engine.catches.snapshots, changed: engine.catches.onChanged, clock, intervalMs: LIST_INTERVAL_MS, signal })),
      },
      menu: {
        highlight: os.menu.highlight.handler(({ input: { serverId, ...entry }, signal = never }) => engine.acting.moveHighlight(serverId, entry, signal)),
        boot: os.menu.boot.handler(({ input: { serverId, ...entry } }) => engine.acting.bootHighlighted(serverId, entry)),
      },
      keys: {
        script: os.keys.script.handler(({ input, signal = never }) => engine.acting.playScript(input.serverId, input.script, signal)),
        type: os.keys.type.handler(({ input, signal = never }) => engine.acting.typeText(input.serverId, input.text, input.guestLayout, signal)),
        combination: os.keys.combination.handler(async ({ input: { serverId, keys, goOn }, signal = never }) => ({ against: await engine.acting.pressTogether(serverId, keys, goOn, signal) })),
      },
      plans: {
        list: os.plans.list.handler(({ input }) => engine.acting.plans(input.serverId)),
        run: os.plans.run.handler(({ input }) => engine.acting.runPlan(input.serverId, input.plan)),
        stop: os.plans.stop.handler(({ input }) => engine.acting.stopPlan(input.serverId)),
      },
      settings: {
        watch: os.settings.watch.handler(async function* ({ signal = never }) {
          // Another host may have changed the file.
          await settings.load();
          yield* follow({ read: () => settings.current, changed: settings.onChanged, clock, intervalMs: LIST_INTERVAL_MS, signal });
        }),
        update: os.settings.update.handler(({ input }) => settings.update(input)),
        setTiming: os.settings.setTiming.handler(({ input }) => settings.setTiming(input.serverId, input.timing)),
      },
      practice: {
        scenarios: os.practice.scenarios.handler(() => ({ scenarios: ports.practice.scenarios.map((scenario) => ({ ...scenario })), current: servers.scenario })),
        choose: os.practice.choose.handler(({ input }) => engine.choosePractice(input.scenario)),
      },
      recordings: {
        list: os.recordings.list.handler(() => recordings.list()),
        thumbnail: os.recordings.thumbnail.handler(async ({ input }) => new Blob([Uint8Array.from(await recordings.thumbnail(input.id))], { type: 'image/png' })),
        search: os.recordings.search.handler(({ input, signal = never }) => recordings.search(input.text, input.id, signal)),
        open: os.recordings.open.handler(({ input, signal = never }) => recordings.open(input.id, signal)),
        show: os.recordings.show.handler(({ input }) => recordings.show(input.viewId, input.atMs, input.mark)),
        guess: os.recordings.guess.handler(({ input }) => guess(recordings.screenshot(input.viewId))),
        export: os.recordings.export.handler(({ input, signal = never }) => needed(exports).run(input, signal)),
        videoParts: os.recordings.videoParts.handler(({ input }) => recordings.videoParts(input.viewId, input.locale)),
        videoPicture: os.recordings.videoPicture.handler(async ({ input }) => new Blob([await recordings.videoPicture(input.viewId, input.atMs)])),
        choosePlace: os.recordings.choosePlace.handler(async ({ input }) => ({ file: (await needed(exports).choosePlace(input.name)) ?? null })),
        putFile: os.recordings.putFile.handler(({ input }) => needed(exports).put(input.file, input.content)),
        showExported: os.recordings.showExported.handler(({ input }) => needed(exports).show(input.file)),
        remove: os.recordings.remove.handler(({ input }) => recordings.remove(input.id)),
      },
      tuning: {
        servers: os.tuning.servers.handler(() => tuning.servers()),
        detail: os.tuning.detail.handler(({ input }) => tuning.detail(input.key)),
        watch: os.tuning.watch.handler(({ signal = never }) =>
          follow({ read: () => ({ revision: tuning.revision, calibration: tuning.calibration }), changed: tuning.onChanged, clock, intervalMs: LIST_INTERVAL_MS, signal }),
        ),
        calibrate: os.tuning.calibrate.handler(({ input: { serverId, times, agreedResets = 0 } }) => engine.calibrate(serverId, times, agreedResets)),
        stopCalibration: os.tuning.stopCalibration.handler(() => tuning.stopCalibration()),
        exportProfile: os.tuning.exportProfile.handler(({ input }) => ({ text: tuning.exportProfile(input.provider) })),
        importProfile: os.tuning.importProfile.handler(({ input }) => ({ providers: tuning.importProfile(input.text, input.name) })),
      },
    });
}

export type EngineRouter = ReturnType<typeof createRouter>;

/** For calls that nobody can abort. */
const never = new AbortController().signal;

/** What a host may lack. @throws BootcatchError `engine.notInThisHost` */
function needed<T>(service: T | undefined): T {
  if (service === undefined) throw new BootcatchError('engine.notInThisHost');
  return service;
}

function isStream(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

/** A stream whose failure crosses like that of a call. */
async function* saying(stream: AsyncIterable<unknown>, said: (error: unknown) => Error): AsyncGenerator<unknown, void> {
  try {
    yield* stream;
  } catch (error) {
    throw said(error);
  }
}

/** What crosses in place of an error. The library's own complaint about an input names fields, never their values. */
function messageFor(error: unknown): Message {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    const [issue] = error.cause.issues;
    const path = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return { key: 'engine.badInput', values: { field: path || '-' } };
  }
  if (error instanceof BootcatchError) return messageOf(error);
  return { key: 'engine.unexpected', values: { error: error instanceof Error ? error.name : typeof error } };
}
