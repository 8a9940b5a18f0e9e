import { describe, expect, it } from 'vitest';
import { ViewerInput } from '../../../core/engine/viewer-input.ts';
import { QuietView } from '../../../core/rfb/view/quiet-view.ts';
import { Screen, type Frame } from '../../../core/screen/screen.ts';
import { settle } from '../support/manual-clock.ts';

function setUp() {
  const sent: string[] = [];
  const state = { open: true };
  const input = new ViewerInput({
    open: () => state.open,
    sendKey: ({ keysym, down }) => void sent.push(`${down ? '+' : '-'}${keysym}`),
    sendPointer: (x, y, buttons) => void sent.push(`${x},${y}:${buttons}`),
  });
  return { sent, state, input };
}

describe("a viewer's keys", () => {
  it('pass, and a release without its press does not', () => {
    const { sent, input } = setUp();
    input.key({ keysym: 97, down: true });
    input.key({ keysym: 97, down: false });
    input.key({ keysym: 98, down: false });
    expect(sent).toEqual(['+97', '-97']);
  });

  it('are held back, save for the release of what is down', () => {
    const { sent, state, input } = setUp();
    input.key({ keysym: 0xffe1, down: true });
    state.open = false;
    input.key({ keysym: 97, down: true });
    input.key({ keysym: 97, down: false });
    input.pointer(1, 2, 1);
    input.key({ keysym: 0xffe1, down: false });
    expect(sent).toEqual([`+${0xffe1}`, `-${0xffe1}`]);
  });

  it('are let go, the last one first, when the viewer leaves', () => {
    const { sent, input } = setUp();
    input.key({ keysym: 1, down: true });
    input.key({ keysym: 2, down: true });
    input.pointer(3, 4, 1);
    input.dispose();
    input.dispose();
    expect(sent).toEqual(['+1', '+2', '3,4:1', '-2', '-1', '3,4:0']);
  });
});

describe('a quiet view', () => {
  it('tells of frames after everybody else, and of several at once as one', async () => {
    const screen = new Screen();
    const view = new QuietView(screen);
    const heard: string[] = [];
    view.onResize(({ width, height }) => void heard.push(`viewer: ${width}x${height}`));
    view.onFrame(({ number, damage }: Frame) => void heard.push(`viewer: frame ${number}, ${damage.length} parts`));
    screen.onFrame(({ number }) => void heard.push(`catch: frame ${number}`));
    screen.resize(10, 10);
    screen.commitFrame(true, 1);
    screen.addDamage({ x: 1, y: 1, width: 2, height: 2 });
    screen.commitFrame(false, 2);
    expect(heard).toEqual(['catch: frame 1', 'catch: frame 2']);
    await settle();
    expect(heard.slice(2)).toEqual(['viewer: 10x10', 'viewer: frame 2, 2 parts']);
    view.dispose();
    screen.commitFrame(false, 3);
    await settle();
    expect(heard.at(-1)).toBe('catch: frame 3');
  });
});
