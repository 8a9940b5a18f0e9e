import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOfFailure, type Message, type OpenRecording, type ShownMoment } from '../../core/contract/index.ts';
import { follow } from '../host/follow.ts';
import { useWindowState } from '../host/store.ts';
import { advance, type Pace, type Speed } from './playing.ts';

/** Keeps a recording open for as long as the component is shown. */
export function useOpenRecording(id: string): { readonly opened: OpenRecording | undefined; readonly problem: Message | undefined } {
  const connection = useWindowState((state) => state.connection);
  const [opened, setOpened] = useState<OpenRecording>();
  const [problem, setProblem] = useState<Message>();
  useEffect(() => {
    if (!connection) return;
    const leaving = new AbortController();
    void follow((signal) => connection.client.recordings.open({ id }, { signal }), setOpened, leaving.signal, setProblem);
    return () => {
      leaving.abort();
      setOpened(undefined);
    };
  }, [connection, id]);
  return { opened, problem };
}

/** Where the picture moves to while it plays, so many times a second. */
const TICK_MS = 50;

/** The time of a player, and what moves it. */
export interface PlayClock {
  readonly atMs: number;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly skipStill: boolean;
  readonly seek: (atMs: number) => void;
  readonly play: (on: boolean) => void;
  readonly setSpeed: (speed: Speed) => void;
  readonly setSkipStill: (on: boolean) => void;
}

/** Keeps the time while a recording plays. */
export function usePlayClock({ changes, durationMs }: Pick<Pace, 'changes' | 'durationMs'>, startMs: number): PlayClock {
  const [atMs, setAtMs] = useState(Math.min(startMs, durationMs));
  const [wantsToPlay, setPlaying] = useState(false);
  const isOver = atMs >= durationMs;
  const playing = wantsToPlay && !isOver;
  const [speed, setSpeed] = useState<Speed>(1);
  const [skipStill, setSkipStill] = useState(false);
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const elapsedMs = now - last;
      last = now;
      setAtMs((from) => advance(from, elapsedMs, { speed, skipStill, changes, durationMs }));
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [playing, speed, skipStill, changes, durationMs]);
  const seek = useCallback(
    (to: number) => {
      // What has played to its end does not go on by itself.
      if (isOver) setPlaying(false);
      setAtMs(Math.min(durationMs, Math.max(0, to)));
    },
    [isOver, durationMs],
  );
  const play = useCallback(
    (on: boolean) => {
      // At its end it begins anew.
      if (on) setAtMs((from) => (from >= durationMs ? 0 : from));
      setPlaying(on);
    },
    [durationMs],
  );
  return { atMs, playing, speed, skipStill, seek, play, setSpeed, setSkipStill };
}

/** What is shown at a moment; undefined before the first answer. */
export interface SeenMoment {
  readonly moment: ShownMoment | undefined;
  readonly problem: Message | undefined;
}

/**
 * Has the engine bring the picture to a moment. It is asked for one at a time; while it waits for the answer, only the latest wish counts.
 * @param mark a text whose places in the picture are wanted
 */
export function useMoment(viewId: string, atMs: number, mark?: string): SeenMoment {
  const connection = useWindowState((state) => state.connection);
  const [moment, setMoment] = useState<ShownMoment>();
  const [problem, setProblem] = useState<Message>();
  const wanted = useRef({ atMs, mark });
  const asking = useRef(false);
  useEffect(() => {
    wanted.current = { atMs, mark };
    if (asking.current || !connection) return;
    const ask = async (): Promise<void> => {
      asking.current = true;
      try {
        for (let asked: typeof wanted.current | undefined; asked !== wanted.current; ) {
          asked = wanted.current;
          setMoment(await connection.client.recordings.show({ viewId, atMs: asked.atMs, ...(asked.mark !== undefined && { mark: asked.mark }) }));
        }
        setProblem(undefined);
      } catch (error) {
        setProblem(messageOfFailure(error));
      } finally {
        asking.current = false;
      }
    };
    void ask();
  }, [connection, viewId, atMs, mark]);
  return { moment, problem };
}
