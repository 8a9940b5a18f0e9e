import { BootcatchError } from '../base/error.ts';
import { parseKeyScript } from '../keys/script.ts';
import { namedPlans } from './named.ts';
import { plainText, regularExpression } from './pattern.ts';
import { entryRoles, kernelRoles, type Plan, type PlanStep, type TextPattern } from './plan.ts';

/*
 * plan    := item ((';' | ',' | newline) item)*
 * item    := name-of-a-plan | step
 * step    := 'select' (pattern | role) | 'boot' | 'edit-kernel' (text | role) | 'wait' (pattern | 'prompt') [time]
 *          | 'type' text | 'keys' text | 'screenshot' [text | word] | 'expect-not' pattern
 * pattern := '/' regular expression '/' flags | text
 * text    := "'" … "'" | '"' … '"'     with \n, \t, \\ and the escaped quote
 * time    := digits ('s' | 'm')
 * A '#' at the start of a line begins a comment.
 */

type Token =
  | { readonly kind: 'word' | 'text'; readonly value: string }
  | { readonly kind: 'pattern'; readonly value: string; readonly pattern: TextPattern }
  | { readonly kind: 'end' };

const PLAN_LIMIT = 4_096;
const STEPS_LIMIT = 64;
const DEFAULT_WAIT_MS = 60_000;
const WAIT_LIMIT_MS = 3_600_000;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', "'": "'", '"': '"' };

const tokenShapes = {
  blank: /[ \t\r]+|#[^\n]*(?=\n|$)/y,
  end: /[;,\n]/y,
  pattern: /\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+)\/([a-z]*)/y,
  text: /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/y,
  word: /[^\s;,'"/]+(?:[/][^\s;,'"]*)*/y,
} as const;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (shape: RegExp): RegExpExecArray | undefined => {
    shape.lastIndex = at;
    const match = shape.exec(source);
    if (match) at = shape.lastIndex;
    return match ?? undefined;
  };
  while (at < source.length) {
    // A comment only begins where an item could.
    if (source[at] === '#' ? (tokens.at(-1)?.kind ?? 'end') === 'end' && take(tokenShapes.blank) : take(tokenShapes.blank)) continue;
    if (take(tokenShapes.end)) {
      tokens.push({ kind: 'end' });
      continue;
    }
    const pattern = take(tokenShapes.pattern);
    if (pattern) {
      const [value, body = '', flags = ''] = pattern;
      tokens.push({ kind: 'pattern', value, pattern: regularExpression(value, body, flags) });
      continue;
    }
    const text = take(tokenShapes.text);
    if (text) {
      tokens.push({ kind: 'text', value: (text[1] ?? text[2] ?? '').replace(/\\(.)/g, (whole, character: string) => escapes[character] ?? whole) });
      continue;
    }
    const word = take(tokenShapes.word);
    if (!word) throw new BootcatchError('plan.notUnderstood', { text: source.slice(at, at + 40) });
    tokens.push({ kind: 'word', value: word[0] });
  }
  return tokens;
}

/**
 * Parses a plan: steps and names of plans, with `;`, `,` or a new line between them.
 * @throws BootcatchError `plan.empty`, `plan.tooLong`, `plan.notUnderstood`, `plan.stepUnknown`, `plan.badPattern`, `keys.*`
 */
export function parsePlan(source: string): Plan {
  if (source.length > PLAN_LIMIT) throw new BootcatchError('plan.tooLong', { limit: PLAN_LIMIT });
  const items: Token[][] = [[]];
  for (const token of tokensOf(source)) {
    if (token.kind === 'end') items.push([]);
    else items.at(-1)?.push(token);
  }
  const steps: PlanStep[] = [];
  const named = [];
  for (const item of items.filter(({ length }) => length > 0)) {
    const plan = namedPlans.find(({ name }) => item.length === 1 && item[0]?.kind === 'word' && item[0].value === name);
    if (plan) {
      named.push(plan);
      steps.push(...parsePlan(plan.steps).steps);
    } else steps.push(parseStep(item));
  }
  if (steps.length === 0) throw new BootcatchError('plan.empty');
  if (steps.length > STEPS_LIMIT) throw new BootcatchError('plan.tooLong', { limit: STEPS_LIMIT });
  return { source, steps, named };
}

function parseStep([first, ...rest]: readonly Token[]): PlanStep {
  const verb = first && 'value' in first ? first.value : '';
  const [operand, extra] = rest;
  const wrong = (): BootcatchError => new BootcatchError('plan.notUnderstood', { text: [first, ...rest].map((token) => (token && 'value' in token ? token.value : '')).join(' ').slice(0, 80) });
  const only = (count: number): void => {
    if (rest.length > count) throw wrong();
  };
  const pattern = (): TextPattern => {
    if (operand?.kind === 'pattern') return operand.pattern;
    if (operand?.kind === 'text' && operand.value !== '') return plainText(operand.value);
    throw wrong();
  };
  const text = (): string => {
    if (operand?.kind !== 'text' || operand.value === '') throw wrong();
    return operand.value;
  };
  const role = <R extends string>(roles: readonly R[]): R | undefined => (operand?.kind === 'word' ? roles.find((known) => known === operand.value) : undefined);
  if (first?.kind !== 'word') throw wrong();
  switch (verb) {
    case 'select': {
      only(1);
      const entryRole = role(entryRoles);
      return { kind: 'select', entry: entryRole ? { role: entryRole } : { pattern: pattern() } };
    }
    case 'boot':
      only(0);
      return { kind: 'boot' };
    case 'edit-kernel': {
      only(1);
      const kernelRole = role(kernelRoles);
      if (kernelRole) return { kind: 'editKernel', append: { role: kernelRole } };
      const append = /^append +(\S[^\n\t]*)$/.exec(text())?.[1]?.trimEnd();
      if (append === undefined) throw wrong();
      if (/[;&|<>{}]/.test(append.replace(/"[^"]*"|'[^']*'/g, ''))) throw new BootcatchError('plan.grubWords', { words: append.slice(0, 80) });
      return { kind: 'editKernel', append };
    }
    case 'wait': {
      only(2);
      const limitMs = extra === undefined ? DEFAULT_WAIT_MS : timeOf(extra);
      if (limitMs === undefined) throw wrong();
      return { kind: 'wait', what: operand?.kind === 'word' && operand.value === 'prompt' ? 'prompt' : pattern(), limitMs };
    }
    case 'type':
      only(1);
      return { kind: 'type', text: text() };
    case 'keys': {
      only(1);
      const script = parseKeyScript(text());
      if (script.unknownNames.length > 0) throw new BootcatchError('keys.unknownName', { names: script.unknownNames.join(', ') });
      return { kind: 'keys', script };
    }
    case 'screenshot':
      only(1);
      if (operand?.kind === 'pattern') throw wrong();
      return { kind: 'screenshot', file: operand && 'value' in operand ? operand.value : undefined };
    case 'expect-not':
      only(1);
      return { kind: 'expectNot', pattern: pattern() };
    default:
      throw new BootcatchError('plan.stepUnknown', { step: verb.slice(0, 40), plans: namedPlans.map(({ name }) => name).join(', ') });
  }
}

function timeOf(token: Token): number | undefined {
  const [, count, unit] = token.kind === 'word' ? (/^(\d{1,5})(s|m)$/.exec(token.value) ?? []) : [];
  const milliseconds = Number(count) * (unit === 'm' ? 60_000 : 1_000);
  return milliseconds > 0 && milliseconds <= WAIT_LIMIT_MS ? milliseconds : undefined;
}
