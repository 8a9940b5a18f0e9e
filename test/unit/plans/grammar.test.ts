import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { messages } from '../../../core/messages/index.ts';
import { parsePlan } from '../../../core/plans/grammar.ts';
import { namedPlans, planNames } from '../../../core/plans/named.ts';
import { describeStep } from '../../../core/plans/plan.ts';

const steps = (source: string): string[] => parsePlan(source).steps.map(describeStep);
const codeOf = (source: string): string => {
  try {
    parsePlan(source);
    return '';
  } catch (error) {
    return error instanceof BootcatchError ? error.code : String(error);
  }
};

describe('the plan language', () => {
  test.each([
    ['select /rescue/i; boot', ['select /rescue/i', 'boot']],
    ["select 'a;b, c'\nboot\n", ["select 'a;b, c'", 'boot']],
    ['select /a;b,[/]c/', ['select /a;b,[/]c/']],
    ["edit-kernel 'append systemd.unit=rescue.target'", ["edit-kernel 'append systemd.unit=rescue.target'"]],
    ['edit-kernel "append x=\\"a b\\""', ["edit-kernel 'append x=\"a b\"'"]],
    ['wait /login:|#/ 60s, wait prompt 2m, wait prompt', ['wait /login:|#/ 60s', 'wait prompt 120s', 'wait prompt 60s']],
    ['# first\nselect rescue # not a comment here is wrong', undefined],
    ['# a comment\nselect rescue', ['select rescue']],
    ["type 'secret\\n'; keys '<enter>'; screenshot; screenshot 'a b.png'; expect-not /panic/i", ['type', 'keys', 'screenshot', 'screenshot', 'expect-not /panic/i']],
  ])('%j', (source, expected) => {
    if (expected) expect(steps(source)).toEqual(expected);
    else expect(codeOf(source)).toBe('plan.notUnderstood');
  });

  test('a name stands for its steps, alone or among others', () => {
    expect(steps('rescue-entry')).toEqual(['select rescue', 'boot', 'wait prompt 300s']);
    expect(steps("select 'x', single-user")).toEqual(["select 'x'", "edit-kernel 'append systemd.unit=rescue.target'", 'wait prompt 300s']);
    expect(parsePlan('boot; no-selinux').named.map(({ name }) => name)).toEqual(['no-selinux']);
  });

  test('escapes in a text are what they stand for', () => {
    const [step] = parsePlan(`type 'a\\n\\t\\\\\\'"'`).steps;
    expect(step).toMatchObject({ kind: 'type', text: `a\n\t\\'"` });
  });

  test.each([
    ['', 'plan.empty'],
    [' ; ,\n', 'plan.empty'],
    ['reboot', 'plan.stepUnknown'],
    ['boot now', 'plan.notUnderstood'],
    ['select', 'plan.notUnderstood'],
    ["select ''", 'plan.notUnderstood'],
    ["select 'open", 'plan.notUnderstood'],
    ["edit-kernel 'remove quiet'", 'plan.notUnderstood'],
    ["edit-kernel 'append a; reboot'", 'plan.grubWords'],
    ['wait /x/ soon', 'plan.notUnderstood'],
    ['wait /x/ 0s', 'plan.notUnderstood'],
    ['wait /x/ 99999m', 'plan.notUnderstood'],
    ["keys '<nokey>'", 'keys.unknownName'],
    ['select /(/', 'plan.badPattern'],
    ['select /x/g', 'plan.badPattern'],
    ['wait /(a+)+$/', 'plan.badPattern'],
    [`wait /${'a'.repeat(201)}/`, 'plan.badPattern'],
    [`type '${'a'.repeat(5_000)}'`, 'plan.tooLong'],
    [Array.from({ length: 65 }, () => 'boot').join(';'), 'plan.tooLong'],
  ])('%j is refused with %s', (source, code) => {
    expect(codeOf(source)).toBe(code);
  });

  test('anything else is refused with a message of its own, and never typed into a menu', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 80 }), fc.array(fc.constantFrom('select', 'boot', ' ', ';', '/', "'", '"', '\\', 'a', '#', '\n', 'wait', '5s')).map((parts) => parts.join(''))), (source) => {
        const code = codeOf(source);
        expect(code === '' || /^(plan|keys)\./.test(code)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('plans with a name', () => {
  test('each parses, says what it does in both languages, and leads to another one', () => {
    expect(namedPlans.map(({ name }) => name)).toEqual([...planNames]);
    for (const plan of namedPlans) {
      expect(parsePlan(plan.name).steps.length).toBeGreaterThan(1);
      expect(messages[plan.effect].ja).not.toBe(messages[plan.effect].en);
      expect(plan.next).not.toBe(plan.name);
    }
  });
});
