import { BrowserWindow, Notification } from 'electron';
import type { CatchSnapshot } from '../core/contract/catches.ts';
import type { MessageKey, MessageValues } from '../core/messages/index.ts';
import type { CatchChange, EngineWatch } from './engine-watch.ts';
import type { Words } from './words.ts';

/** One thing that a person who looks elsewhere wants to know. */
export interface News {
  readonly about: CatchSnapshot;
  readonly title: MessageKey;
  readonly body: { readonly key: string; readonly values: MessageValues };
}

/** Tells what happens while no window has the focus; a click shows the server. */
export function setupNotifications(watch: EngineWatch, words: Words, showServer: (serverId: string) => void): void {
  // Electron lets go of a notification that nobody holds, and its click with it.
  const shown = new Map<string, Notification>();
  watch.onCatches((change) => {
    if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return;
    for (const { about, title, body } of newsOf(change)) {
      const { serverId } = about;
      shown.get(serverId)?.close();
      const notification = new Notification({ title: words.say(title, { server: words.serverOf(about) }), body: words.say(body.key as MessageKey, body.values) });
      notification.on('click', () => showServer(serverId));
      shown.set(serverId, notification);
      notification.show();
    }
  });
}

/** What is new between two looks at the catches: held, a question, an end. What the person did themselves is none. */
export function newsOf({ before, now }: CatchChange): News[] {
  return now.flatMap((after) => {
    const earlier = before.find(({ catchId }) => catchId === after.catchId);
    const news = newsOfCatch(earlier, after);
    return news ? [news] : [];
  });
}

function newsOfCatch(before: CatchSnapshot | undefined, about: CatchSnapshot): News | undefined {
  const { state, question, result } = about;
  // Catches that had ended when the shell began to look are old.
  if (before === undefined && result !== null) return undefined;
  if (state === 'held' && before?.state !== 'held') return { about, title: 'desktop.notify.held', body: { key: 'desktop.notify.held.body', values: {} } };
  if (question !== null && before?.question == null) return { about, title: 'desktop.notify.question', body: question };
  if (result !== null && before?.result === null && result.outcome !== 'held' && result.outcome !== 'cancelled') {
    return { about, title: 'desktop.notify.ended', body: result.message };
  }
  return undefined;
}
