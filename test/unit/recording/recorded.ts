import { Console } from '../../../core/catch/console.ts';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Recorder, type RecorderPorts } from '../../../core/recording/recorder.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { SerialSession } from '../../../core/serial/session.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import type { TimelinePayload } from '../../../core/timeline/events.ts';
import { black, drawText, fill } from '../reading/picture.ts';
import { grubScreen } from '../reading/text.ts';
import { FakeLink } from '../rfb/fake-link.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryFile } from './studio.ts';

const about = { provider: 'test', version: '0.1.0', system: 'test', locale: 'en' } as const;

/** A scene with a clock that stands still, its console and a recorder that looks at it. */
function scene(target: string) {
  const clock = new ManualClock();
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  const timeline = new Timeline(clock);
  const file = new MemoryFile();
  const record = (changes: Partial<RecorderPorts> = {}): Recorder =>
    new Recorder({ clock, screen, onReading: console.onReading, timeline, file, freeBytes: () => Promise.resolve(undefined), ...changes }, { about: { ...about, target } });
  const tell = (...payloads: readonly TimelinePayload[]): void => payloads.forEach((payload) => timeline.append(payload));
  return { clock, screen, console, timeline, file, record, tell };
}

/** A boot over a serial line, up to its login. */
export async function recordedSerial(): Promise<Uint8Array> {
  const { clock, console, file, record } = scene('vm-01');
  const link = new FakeLink();
  const recorder = record();
  console.adopt(new SerialSession(link, clock));
  const say = async (words: string): Promise<void> => {
    const heard = Promise.withResolvers<void>();
    const listening = console.onReading(() => heard.resolve());
    link.say(new TextEncoder().encode(words));
    await heard.promise;
    listening.dispose();
    await clock.advance(1_000);
  };
  await say('\x1b[2J\x1b[H                             GNU GRUB  version 2.06\r\n\r\n *Debian GNU/Linux\r\n  Advanced options for Debian GNU/Linux\r\n');
  await say('\x1b[2J\x1b[H[    0.000000] Linux version 6.1.0-37-amd64\r\n[    1.204418] EXT4-fs (sda1): mounted filesystem with ordered data mode\r\n');
  await say('\r\nDebian GNU/Linux 12 vm-01 ttyS0\r\n\r\nvm-01 login: ');
  await recorder.end();
  console.dispose();
  return file.bytes;
}

const menu = { kind: 'grub2', title: 'GNU GRUB', entries: ['Debian GNU/Linux', 'Rescue'], selected: 0 };

/** Two laps of a catch: in the first the console comes back too late, in the second the menu is held. */
export async function recordedLaps(): Promise<Uint8Array> {
  const { clock, screen, file, record, tell } = scene('web-01');
  const [font] = knownFonts(8, 16);
  if (!font) throw new Error('There is no font');
  screen.resize(640, 400);
  const reader = new ScreenReader(screen);
  const paint = (lines: readonly string[]): void => {
    fill(screen, 0, 0, 640, 400, black);
    drawText(screen, lines, { font });
    screen.addDamage({ x: 0, y: 0, width: 640, height: 400 });
    screen.commitFrame(true, clock.now());
  };
  const recorder = record({ onReading: (listener) => screen.onFrame(() => listener(reader.read())) });
  const panic = ['[    2.301118] Kernel panic - not syncing: VFS: Unable to mount root fs', '[    2.301140] ---[ end Kernel panic ]---'];
  const lap = async (number: number, awayMs: number): Promise<void> => {
    tell({ event: 'lapStarted', lap: number, key: 'f4', reason: { key: 'catch.reason.f4', values: {} } }, { event: 'rebootAsked', kind: 'hard' });
    await clock.advance(400);
    tell({ event: 'drop', kind: 'cut' });
    await clock.advance(awayMs);
    tell({ event: 'connected', probe: 1, handshake: 'whole', tookMs: 4, awayMs });
    for (let press = 1; press <= 8; press++) {
      tell({ event: 'keySent', key: 'F4', count: press, why: 'nothingSeen' });
      await clock.advance(100);
    }
  };
  paint(panic);
  tell({ event: 'phase', phase: 'panic' });
  await clock.advance(500);
  await lap(1, 6_000);
  paint(['[    0.412118] Linux version 6.1.0-37-amd64', '[    0.512000] Booting paravirtualized kernel on KVM']);
  tell({ event: 'phase', phase: 'kernel' }, { event: 'missed', message: { key: 'catch.missed.tooLate', values: { phase: 'kernel' } } });
  await clock.advance(1_500);
  paint(panic);
  tell({ event: 'phase', phase: 'panic' });
  await clock.advance(1_000);
  await lap(2, 1_800);
  paint(grubScreen({ entries: menu.entries, under: ['Use the ▲ and ▼ keys to select which entry is highlighted.'] }));
  tell({ event: 'phase', phase: 'bootMenu' }, { event: 'menuSeen', menu, secondsLeft: null });
  await clock.advance(1_500);
  tell({ event: 'held', menu, proof: 'standsWithoutCountdown', key: 'f4' }, { event: 'result', outcome: 'held', laps: 2, key: 'f4', proof: 'standsWithoutCountdown', menu, message: { key: 'catch.held', values: {} }, elapsedMs: clock.now() });
  await clock.advance(1_000);
  await recorder.end();
  reader.dispose();
  return file.bytes;
}
