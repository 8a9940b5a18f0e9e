import { useEffect, useState } from 'react';
import { messageOfFailure, type CalibrationSnapshot, type Message, type TunedDetail, type TunedServer } from '../../core/contract/index.ts';
import { follow } from '../host/follow.ts';
import { useWindowState } from '../host/store.ts';

export interface Tuning {
  /** Undefined before the first answer. */
  readonly servers: readonly TunedServer[] | undefined;
  readonly detail: TunedDetail | undefined;
  readonly calibration: CalibrationSnapshot | null;
  /** Why there is nothing to show. */
  readonly problem: Message | undefined;
}

/** What was learnt of a server, kept up to date while it is shown. @param key the server; undefined: the first one */
export function useTuning(key: string | undefined): Tuning {
  const connection = useWindowState((state) => state.connection);
  const [news, setNews] = useState<{ readonly revision: number; readonly calibration: CalibrationSnapshot | null }>();
  const [servers, setServers] = useState<readonly TunedServer[]>();
  const [detail, setDetail] = useState<TunedDetail>();
  const [problem, setProblem] = useState<Message>();
  useEffect(() => {
    if (!connection) return;
    const leaving = new AbortController();
    void follow((signal) => connection.client.tuning.watch(undefined, { signal }), setNews, leaving.signal, setProblem);
    return () => leaving.abort();
  }, [connection]);
  const revision = news?.revision;
  useEffect(() => {
    if (!connection || revision === undefined) return;
    let left = false;
    const ask = async (): Promise<void> => {
      try {
        const list = await connection.client.tuning.servers();
        const shown = key ?? list[0]?.key;
        const found = shown === undefined ? undefined : await connection.client.tuning.detail({ key: shown });
        if (left) return;
        setServers(list);
        setDetail(found);
        setProblem(undefined);
      } catch (error) {
        if (!left) setProblem(messageOfFailure(error));
      }
    };
    void ask();
    return () => {
      left = true;
    };
  }, [connection, revision, key]);
  return { servers, detail, calibration: news?.calibration ?? null, problem };
}
