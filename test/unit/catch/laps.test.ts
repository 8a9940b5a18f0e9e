import { describe, expect, test } from 'vitest';
import { isUncatchable, nextAutoKey, type HoldKey, type LapRecord } from '../../../core/catch/laps.ts';
import { transition, transitions } from '../../../core/catch/machine.ts';

const lap = (key: HoldKey, changes: Partial<LapRecord> = {}): LapRecord => ({ key, keysWereEarly: true, menuSeen: false, kernelCame: true, ...changes });

describe('the key of the next lap', () => {
  test.each([
    ['first', [], 'bios', 'f4'],
    ['after F4 held nothing', [lap('f4')], 'bios', 'shift'],
    ['after F4 came too late', [lap('f4', { keysWereEarly: false })], 'bios', 'f4'],
    ['after a menu was seen and missed', [lap('f4', { menuSeen: true })], 'bios', 'f4'],
    ['after F4 and Shift on a BIOS', [lap('f4'), lap('shift')], 'bios', 'esc'],
    ['after F4 and Shift under UEFI', [lap('f4'), lap('shift')], 'uefi', 'f4'],
    ['after F4 and Shift, firmware unknown', [lap('f4'), lap('shift')], 'unknown', 'f4'],
    ['after everything', [lap('f4'), lap('shift'), lap('esc')], 'bios', 'f4'],
  ] as const)('%s', (_name, laps, firmware, key) => {
    expect(nextAutoKey(laps, firmware)).toBe(key);
  });
});

describe('uncatchable', () => {
  test.each([
    ['no lap', [], 'bios', false],
    ['two keys on a BIOS leave ESC untried', [lap('f4'), lap('shift')], 'bios', false],
    ['all three on a BIOS', [lap('f4'), lap('shift'), lap('esc')], 'bios', true],
    ['both under UEFI', [lap('f4'), lap('shift')], 'uefi', true],
    ['the same key again and again', [lap('f4'), lap('f4'), lap('f4')], 'uefi', false],
    ['a menu was seen once', [lap('f4'), lap('shift', { menuSeen: true }), lap('shift')], 'uefi', false],
    ['keys came too late', [lap('f4'), lap('shift', { keysWereEarly: false })], 'uefi', false],
    ['the kernel never came', [lap('f4'), lap('shift', { kernelCame: false })], 'uefi', false],
  ] as const)('%s', (_name, laps, firmware, verdict) => {
    expect(isUncatchable(laps, firmware)).toBe(verdict);
  });
});

describe('the transition table', () => {
  test('leads from every state of a lap to an end, and from no end anywhere but held', () => {
    for (const [state, row] of Object.entries(transitions)) {
      const ends = ['planFailed', 'uncatchable', 'gaveUp', 'failed', 'cancelled'];
      if (ends.includes(state)) expect(Object.keys(row)).toEqual([]);
      else if (state !== 'held') expect(row).toMatchObject({ cancelled: 'cancelled', timeOver: 'gaveUp', failed: 'failed' });
    }
  });

  test('has no way from pressing to a next lap but through missed', () => {
    expect(transition('pressing', 'nextLap')).toBeUndefined();
    expect(transition('pressing', 'lapLost')).toBe('missed');
    expect(transition('missed', 'nextLap')).toBe('rebooting');
  });
});

describe('on a line of text', () => {
  test('Shift cannot be held, so ESC comes after F4, and under UEFI nothing does', () => {
    expect(nextAutoKey([lap('f4')], 'unknown', true)).toBe('esc');
    expect(nextAutoKey([lap('f4'), lap('esc')], 'bios', true)).toBe('f4');
    expect(nextAutoKey([lap('f4')], 'uefi', true)).toBe('f4');
  });

  test('nothing is called uncatchable: the menu may be on another terminal', () => {
    expect(isUncatchable([lap('f4'), lap('esc'), lap('shift')], 'bios', true)).toBe(false);
  });
});
