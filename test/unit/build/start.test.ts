import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronProgram, whyNotElectron } from '../../../build/app/electron.mjs';
import { isFresh } from '../../../build/app/fresh.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootcatch-start-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = '', atSeconds = 1_000): void {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  utimesSync(full, atSeconds, atSeconds);
  for (let folder = dirname(full); folder !== root; folder = dirname(folder)) utimesSync(folder, atSeconds, atSeconds);
}

describe('Electron is', () => {
  test('not tried on Linux without a display, or as root', () => {
    expect(whyNotElectron({ platform: 'linux', isRoot: false, environment: {} })?.en).toContain('no display');
    expect(whyNotElectron({ platform: 'linux', isRoot: true, environment: { DISPLAY: ':0' } })?.en).toContain('root');
  });
  test('tried everywhere else', () => {
    expect(whyNotElectron({ platform: 'linux', isRoot: false, environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined();
    expect(whyNotElectron({ platform: 'darwin', isRoot: false, environment: {} })).toBeUndefined();
    expect(whyNotElectron({ platform: 'win32', isRoot: false, environment: {} })).toBeUndefined();
  });
  test('there once its program is, not with half of an installation', () => {
    expect(electronProgram(root)).toBeUndefined();
    put('node_modules/electron/path.txt', 'electron');
    expect(electronProgram(root)).toBeUndefined();
    put('node_modules/electron/dist/electron');
    expect(electronProgram(root)).toBe(join(root, 'node_modules/electron/dist/electron'));
  });
});

describe('a built part is', () => {
  test('stale where it was never built', () => {
    put('core/a.ts');
    expect(isFresh('electron', root)).toBe(false);
  });
  test('fresh after its build, and stale after a change of any of its sources', () => {
    put('core/deep/a.ts');
    put('electron/main.ts');
    put('dist/electron/preload.cjs', '', 2_000);
    expect(isFresh('electron', root)).toBe(true);
    put('core/deep/a.ts', 'changed', 3_000);
    expect(isFresh('electron', root)).toBe(false);
  });
  test('untouched by changes elsewhere', () => {
    put('electron/main.ts');
    put('dist/electron/preload.cjs', '', 2_000);
    put('renderer/main.tsx', '', 3_000);
    expect(isFresh('electron', root)).toBe(true);
    expect(isFresh('renderer', root)).toBe(false);
  });
});
