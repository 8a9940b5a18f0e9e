import { describe, expect, test } from 'vitest';
import type { BootcatchError } from '../../../core/base/error.ts';
import { playKeyScript } from '../../../core/keys/player.ts';
import { parseKeyScript } from '../../../core/keys/script.ts';
import type { KeyStroke } from '../../../core/rfb/session.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Steps as one readable line each. */
function printed(source: string): string[] {
  return parseKeyScript(source).steps.map((step) => (step.kind === 'wait' ? `wait ${step.delayMs}` : `${step.action} ${step.keysym.toString(16)}${step.shift ? ' shift' : ''}`));
}

describe('the key language', () => {
  test.each([
    ['<up><DOWN>', ['press ff52', 'press ff54']],
    ['<wait><wait5><wait500ms><wait1m20s><wait1.5s>', ['wait 1000', 'wait 5000', 'wait 500', 'wait 80000', 'wait 1500']],
    ['<leftShiftOn>a<leftShiftOff>', ['on ffe1', 'press 61', 'off ffe1']],
    ['<leftCtrlOn>x<leftCtrlOff>', ['on ffe3', 'press 78', 'off ffe3']],
    ['<aOn><aOff>', ['on 61', 'off 61']],
    ['A_=', ['press 41 shift', 'press 5f shift', 'press 3d']],
    ['a<b', ['press 61', 'press 3c shift', 'press 62']],
    ['日', ['press 10065e5']],
    ['<f10><return>\n', ['press ffc7', 'press ff0d', 'press ff0d']],
    ['<spacebar><bs><del>', ['press 20', 'press ff08', 'press ffff']],
  ])('%s', (source, steps) => {
    expect(printed(source)).toEqual(steps);
  });

  test('types an unknown name as it stands and says which it was', () => {
    const script = parseKeyScript('<foo><f44>');
    expect(script.unknownNames).toEqual(['<foo>', '<f44>']);
    expect(script.steps).toHaveLength(10);
  });

  test.each([
    ['', 'keys.empty'],
    ['<wait0>', 'keys.waitNotPositive'],
    ['<wait0ms>', 'keys.waitNotPositive'],
  ])('refuses %j', (source, code) => {
    expect(() => parseKeyScript(source)).toThrow(expect.objectContaining({ code }) as BootcatchError);
  });
});

describe('playing', () => {
  const play = (source: string, signal = new AbortController().signal) => {
    const clock = new ManualClock();
    const sent: { readonly stroke: KeyStroke; readonly atMs: number }[] = [];
    const done = playKeyScript(parseKeyScript(source), { clock, signal, keyIntervalMs: 50, send: (stroke) => sent.push({ stroke, atMs: clock.now() }) });
    done.catch(() => undefined);
    return { clock, sent, done };
  };

  test('presses Shift around a capital letter and keeps the interval', async () => {
    const { clock, sent, done } = play('Ab');
    await clock.advance(200);
    await done;
    expect(sent.map(({ stroke, atMs }) => `${atMs} ${stroke.keysym.toString(16)} ${stroke.down ? 'down' : 'up'}`)).toEqual([
      '0 ffe1 down',
      '0 41 down',
      '0 41 up',
      '0 ffe1 up',
      '50 62 down',
      '50 62 up',
    ]);
  });

  test('lets go of what is down when it is aborted', async () => {
    const controller = new AbortController();
    const { clock, sent, done } = play('<leftCtrlOn><wait10>', controller.signal);
    await clock.advance(500);
    controller.abort(new Error('stopped'));
    await expect(done).rejects.toThrow('stopped');
    expect(sent.at(-1)?.stroke).toEqual({ keysym: 0xffe3, down: false });
    expect(clock.pending).toBe(0);
  });
});
