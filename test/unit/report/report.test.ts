import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../../core/messages/index.ts';
import { gatherFacts, type ReportFacts } from '../../../core/report/facts.ts';
import { reportToHtml } from '../../../core/report/html.ts';
import { lapsOf } from '../../../core/report/laps.ts';
import { reportToMarkdown } from '../../../core/report/markdown.ts';
import { tellReport } from '../../../core/report/words.ts';
import { pngToPicture } from '../../../core/screen/png.ts';
import { changed } from '../reading/picture.ts';
import { open, Studio } from '../recording/studio.ts';

const panicScreen = [
  '[    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org)',
  '[    2.300862] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
  '[    2.301080] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2',
  '[    2.303346] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---',
];

/** A catch of two laps: missed with a panic, then held; before that somebody was logged in. */
async function session(): Promise<ReportFacts> {
  const studio = new Studio({ about: { target: 'web-01', provider: 'openstack', endpoint: 'wss://console.example.jp/?token=…', version: '0.1.0', system: 'test', locale: 'en' } });
  const { clock, timeline } = studio;
  const lap = (number: number): void => {
    timeline.append({ event: 'lapStarted', lap: number, key: 'f4', reason: { key: 'catch.reason.f4', values: {} } });
    timeline.append({ event: 'rebootAsked', kind: 'hard' });
  };
  timeline.append({ event: 'catchStarted', target: 'web-01', provider: 'openstack', reboot: 'hard', lapLimit: 5, keys: 'auto' });
  studio.screen.resize(64, 16);
  studio.fill({ x: 0, y: 0, width: 8, height: 8 }, 0x0000aa);
  studio.read('web-01 login: kei', 'kei@web-01:~$ ip a', 'inet 203.0.113.7/24 fe80::5054:ff:fe12:3456 52:54:00:12:34:56', '<script>alert(1)</script>');
  lap(1);
  await clock.advance(400);
  timeline.append({ event: 'drop', kind: 'closed' });
  await clock.advance(2_000);
  timeline.append({ event: 'connected', probe: 3, handshake: 'split', tookMs: 100, awayMs: 2_000 });
  studio.read(...panicScreen);
  studio.fill({ x: 8, y: 8, width: 8, height: 8 }, 0xaa0000);
  timeline.append({ event: 'panicRead', reason: 'VFS: Unable to mount root fs on unknown-block(0,0)' });
  await clock.advance(600);
  timeline.append({ event: 'missed', message: { key: 'catch.missed.nothingHappened', values: {} } });
  lap(2);
  await clock.advance(1_000);
  timeline.append({ event: 'drop', kind: 'closed' });
  await clock.advance(500);
  timeline.append({ event: 'connected', probe: 1, handshake: 'split', tookMs: 100, awayMs: 500 });
  await clock.advance(250);
  const menu = { kind: 'grub2', title: 'GNU GRUB  version 2.06', entries: ['Debian'], selected: 0 };
  studio.read('GNU GRUB  version 2.06', ' *Debian');
  timeline.append({ event: 'menuSeen', menu, secondsLeft: 4 });
  await clock.advance(1_750);
  timeline.append({ event: 'held', menu, proof: 'standsWithoutCountdown', key: 'F4' });
  timeline.append({ event: 'result', outcome: 'held', laps: 2, key: 'F4', proof: 'standsWithoutCountdown', menu, message: { key: 'catch.held', values: {} }, elapsedMs: 6_500 });
  await studio.recorder.end();
  return gatherFacts(await open(studio.file.bytes));
}

const html = async (locale: Locale = 'en', redact = false): Promise<string> => reportToHtml(tellReport(await session(), { locale, redact }));

describe('a report', () => {
  test('tells the panic, its kernel, its usual cause and when it was', async () => {
    const facts = await session();
    expect(facts.panics).toMatchObject([{ reason: 'VFS: Unable to mount root fs on unknown-block(0,0)', atMs: 2_400, times: 1, details: { kernelVersion: '6.1.0-56-cloud-amd64' } }]);
    expect(facts.panics[0]?.picture).toMatchObject({ width: 64, height: 16 });
    expect(facts.panics[0]?.causes[0]?.source).toMatch(/do_mounts/);
    expect(facts).toMatchObject({ kernels: ['6.1.0-56-cloud-amd64'], outcome: 'held', complete: true, gaps: [] });
    expect(facts.phases.map(({ phase }) => phase)).toContain('panic');
  });

  test('takes a newer kernel’s log out of the QR code beside its full-screen message', async () => {
    const studio = new Studio();
    studio.screen.resize(1280, 800);
    const code = pngToPicture(readFileSync(new URL('../reading/qr/seven.png', import.meta.url)));
    for (let row = 0; row < code.height; row++) studio.screen.pixels.set(code.pixels.subarray(row * code.width * 4, (row + 1) * code.width * 4), ((100 + row) * 1280 + 300) * 4);
    changed(studio.screen);
    studio.read('KERNEL PANIC!', '', 'Please reboot your computer.', '', 'VFS: Unable to mount root fs on unknown-block(0,0)');
    await studio.clock.advance(1_000);
    await studio.recorder.end();
    const [panic] = (await gatherFacts(await open(studio.file.bytes))).panics;
    expect(panic?.text.lines).toEqual(readFileSync(new URL('../reading/qr/kmsg.txt', import.meta.url), 'utf8').trimEnd().split('\n'));
    expect(panic?.details.callTrace.length).toBeGreaterThan(3);
  });

  test('measures each lap by its own clock', async () => {
    const laps = lapsOf((await session()).events);
    expect(laps.map(({ number, lengthMs, outcome }) => ({ number, lengthMs, outcome }))).toEqual([
      { number: 1, lengthMs: 3_000, outcome: 'missed' },
      { number: 2, lengthMs: 3_500, outcome: 'held' },
    ]);
    expect(laps[1]?.spans).toEqual([
      { kind: 'asked', fromMs: 0, toMs: 1_000 },
      { kind: 'away', fromMs: 1_000, toMs: 1_500 },
      { kind: 'open', fromMs: 1_500, toMs: 1_750 },
      { kind: 'menu', fromMs: 1_750, toMs: 3_500 },
    ]);
  });

  test('is one page that runs nothing and loads nothing', async () => {
    const page = await html();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<link|<iframe|\son\w+=|src="(?!data:)|href=|url\(|@import/i);
    expect(page).toContain('src="data:image/png;base64,');
    expect(page.match(/<rect class="span-away"/g)).toHaveLength(3);
    expect(page).toContain('<html lang="en">');
  });

  test('speaks Japanese', async () => {
    const page = await html('ja');
    expect(page).toContain('<html lang="ja">');
    expect(page).toContain('よくある原因');
    expect(page).toMatch(/\d\.\d+ 秒/);
    expect(page).not.toMatch(/\d s</);
    expect(page).not.toMatch(/report\.|timeline\./);
  });

  test('redacted names nobody: no host, no address, no user, no picture', async () => {
    const facts = await session();
    for (const text of [await html('en', true), reportToMarkdown(tellReport(facts, { locale: 'en', redact: true }))]) {
      for (const secret of ['web-01', 'web\\-01', 'kei', 'console.example.jp', '203.0.113.7', 'fe80', '52:54:00', 'data:image']) expect(text).not.toContain(secret);
      expect(text).toContain('Unable to mount root fs');
    }
    expect(await html()).toContain('203.0.113.7');
  });

  test('lets nothing from a screen act as Markdown', async () => {
    const text = reportToMarkdown(tellReport({ ...(await session()), loaders: ['# [x](http://evil)', '```'] }, { locale: 'en', redact: false }));
    expect(text).toContain('\\# \\[x\\](http://evil)');
    expect(text).toContain('\\`\\`\\`');
  });

  test('says what is missing', async () => {
    const told = tellReport({ ...(await session()), complete: false, gaps: [{ fromMs: 1_000, toMs: 2_500 }] }, { locale: 'en', redact: false });
    expect(told.missing).toEqual(['The recording is damaged: nothing is known of 1.00 s to 2.50 s.', expect.stringMatching(/not ended well/)]);
    expect(reportToHtml(told)).toContain('nothing is known of 1.00 s to 2.50 s');
  });
});
