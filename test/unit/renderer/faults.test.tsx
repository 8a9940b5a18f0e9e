// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../core/contract/index.ts';
import { messages, say, type Locale, type MessageKey } from '../../../core/messages/index.ts';
import { CatchPanel } from '../../../renderer/catch/CatchPanel.tsx';
import { readStory } from '../../../renderer/catch/story.ts';
import { ClosedNote } from '../../../renderer/console/ClosedNote.tsx';
import { begun, lapUntilPressing, timeline } from './events.ts';
import { aServer, aSnapshot, fakeEngine, show } from './show.tsx';

/** What a try, a console or a provider can say of itself: the faults that the engine's own tests bring about, and their like. */
const causes = (Object.keys(messages) as MessageKey[]).filter((key) => /^(link|provider)\./.test(key) && !/^provider\.(way|field|hint|title|retrying|signInAgain|hive\.isNode)/.test(key) && !/^link\.(aborted|superseded)$/.test(key));
const misses = (Object.keys(messages) as MessageKey[]).filter((key) => key.startsWith('catch.missed.'));
const ends: readonly MessageKey[] = ['catch.gaveUp', 'catch.uncatchable', 'catch.notReached', 'catch.timeOver', 'provider.signInRefused', 'provider.forbidden', 'provider.notFound', 'provider.failing', 'provider.tooManyRequests', 'provider.unreachable'];
const locales: readonly Locale[] = ['en', 'ja'];

/** A message with something in each of its gaps. */
function filled(key: MessageKey): Message {
  const gaps = [...messages[key].en.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map(([, name]) => name ?? '');
  return { key, values: Object.fromEntries(gaps.map((name) => [name, `<${name}>`])) };
}

const sentence = (locale: Locale, { key, values }: Message): string => say(locale, key as MessageKey, values);
const textOf = (): string => document.body.textContent;

afterEach(cleanup);

describe.each(locales)('in the window (%s)', (locale) => {
  test('what keeps a console closed is said, with a button and, for a pasted one, a field for the next step', () => {
    fakeEngine();
    const open = say(locale, 'app.console.open');
    for (const key of causes) {
      show(<ClosedNote server={aServer({ console: 'closed' })} problem={filled(key)} />, locale);
      expect(document.querySelector('.picture-note')?.textContent).toBe(sentence(locale, filled(key)) + open);
    }
    show(<ClosedNote server={aServer({ id: 'pasted:1', kind: 'pasted', console: 'closed' })} problem={filled('link.cutBeforeAnswer')} />, locale);
    expect(textOf()).toContain(sentence(locale, filled('link.cutBeforeAnswer')));
    expect(screen.getByLabelText(say(locale, 'app.paste.label'))).toBeDefined();
  });

  test('why a lap was missed is said while the next one begins', () => {
    for (const key of misses) {
      const events = timeline(...begun, ...lapUntilPressing(1, 100), [2_600, { event: 'missed', message: filled(key) }], ...lapUntilPressing(2, 3_000));
      show(<CatchPanel server={aServer()} name="web-01" snapshot={aSnapshot()} story={readStory(events)} events={events} />, locale);
      expect(textOf()).toContain(sentence(locale, filled(key)));
      expect(textOf()).toContain(say(locale, 'app.lap.earlier', { lap: 1 }));
    }
  });

  test('why a catch ended is said, with the other ways in', () => {
    const target = aSnapshot().target;
    for (const key of ends) {
      const events = timeline(...begun, [100, { event: 'result', outcome: key === 'catch.uncatchable' ? 'uncatchable' : key === 'catch.gaveUp' ? 'gaveUp' : 'failed', laps: 1, key: null, proof: null, menu: null, message: filled(key), elapsedMs: 100 }]);
      show(<CatchPanel server={aServer()} name="web-01" snapshot={aSnapshot()} story={readStory(events)} events={events} />, locale);
      expect(textOf()).toContain(sentence(locale, filled(key)));
      for (const way of target?.otherWaysIn ?? []) expect(textOf()).toContain(say(locale, way as MessageKey));
    }
  });

  test('each cause goes on with what to do', () => {
    // A sentence of its own, or what follows a colon or a semicolon.
    const alone = causes.filter((key) => messages[key][locale].split(/[.。:;:;](?=\s|\S|$)/u).filter((part) => part.trim() !== '').length < 2);
    expect(alone).toEqual([]);
  });
});
