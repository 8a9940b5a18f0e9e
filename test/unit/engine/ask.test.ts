import { expect, it } from 'vitest';
import { asQuestion } from '../../../core/engine/ask.ts';
import { messages } from '../../../core/messages/index.ts';

const keys = Object.keys(messages) as (keyof typeof messages)[];
const stops = keys.filter((key) => messages[key].en.includes('--force'));

it.each(stops)('a window asks about %s without naming an option of the command line', (key) => {
  const question = messages[asQuestion({ key, values: {} }).key as keyof typeof messages];
  expect(question.en).toMatch(/all the same\?$/);
  expect(question.ja).toMatch(/か[?\uff1f]$/u);
  expect(question.en + question.ja).not.toContain('--');
});

it('anything else stays as it is', () => {
  expect(asQuestion({ key: 'provider.failing', values: { status: 500 } })).toEqual({ key: 'provider.failing', values: { status: 500 } });
});
