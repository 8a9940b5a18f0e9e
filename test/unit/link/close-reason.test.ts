import { expect, test } from 'vitest';
import { closeReason } from '../../../core/link/close-reason.ts';

test.each([
  ['{"type":"error","reason":"Your session has expired.","grn":"grn-1"}', 'Your session has expired. (grn-1)'],
  ['{"type":"error","reason":"busy"}', 'busy'],
  ['Target closed', 'Target closed'],
  ['', ''],
  ['{"type":"error"}', '{"type":"error"}'],
  ['{"type":"error","reason":7}', '{"type":"error","reason":7}'],
  ['{not JSON', '{not JSON'],
])('%s reads: %s', (sent, read) => {
  expect(closeReason(sent)).toBe(read);
});
