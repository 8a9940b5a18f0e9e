import { ESLint } from 'eslint';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundariesPlugin, refusal } from '../../../build/boundaries.mjs';
import { projectRoot } from '../../../build/setup/prepare.mjs';

const refused: [file: string, specifier: string][] = [
  ['core/catch/catcher.ts', 'electron'],
  ['core/catch/catcher.ts', 'react'],
  ['core/catch/catcher.ts', '../../cli/main.ts'],
  ['core/catch/catcher.ts', '../../host/server.ts'],
  ['core/catch/catcher.ts', '../../electron/main.ts'],
  ['core/catch/catcher.ts', '../../renderer/app.tsx'],
  ['core/catch/catcher.ts', '../../build/setup.mjs'],
  ['core/catch/catcher.ts', '../../test/lab/machine.ts'],
  ['core/catch/catcher.ts', '../../package.json'],
  ['core/catch/catcher.ts', '../../node_modules/ws/wrapper.mjs'],
  ['cli/main.ts', '../test/lab/machine.ts'],
  ['cli/main.ts', '../electron/main.ts'],
  ['cli/main.ts', '../host/server.ts'],
  ['cli/main.ts', 'react-dom/client'],
  ['host/server.ts', '../cli/main.ts'],
  ['host/server.ts', '../test/unit/helper.ts'],
  ['electron/main.ts', '../renderer/app.tsx'],
  ['electron/main.ts', 'react'],
  ['electron/main.ts', '../test/e2e/shell.ts'],
  ['renderer/app.tsx', '../core/link/link.ts'],
  ['renderer/app.tsx', '../core/contract-of-ours/x.ts'],
  ['renderer/app.tsx', 'node:fs'],
  ['renderer/app.tsx', 'fs'],
  ['renderer/app.tsx', 'ws'],
  ['renderer/app.tsx', 'electron'],
  ['renderer/app.tsx', '../test/unit/helper.ts'],
  ['build/setup.mjs', '../test/lab/machine.ts'],
];

const allowed: [file: string, specifier: string][] = [
  ['core/catch/catcher.ts', '../base/clock.ts'],
  ['core/catch/catcher.ts', './states.ts'],
  ['core/link/websocket.ts', 'ws'],
  ['core/link/websocket.ts', 'node:net'],
  ['core/rfb/decoders.ts', '@novnc/novnc'],
  ['cli/main.ts', '../core/catch/catcher.ts'],
  ['cli/main.ts', '../package.json'],
  ['cli/bootcatch.mjs', '../build/setup/prepare.mjs'],
  ['host/server.ts', '../core/contract/contract.ts'],
  ['electron/main.ts', 'electron'],
  ['electron/main.ts', '../core/contract/contract.ts'],
  ['renderer/app.tsx', '../core/contract/contract.ts'],
  ['renderer/app.tsx', '../core/messages/index.ts'],
  ['renderer/app.tsx', 'react'],
  ['test/lab/machine.ts', '../../core/practice/machine.ts'],
  ['test/unit/cli/main.test.ts', '../../../cli/main.ts'],
];

describe('which folder may import which', () => {
  it.each(refused)('%s may not import %s', (file, specifier) => {
    expect(refusal(projectRoot, join(projectRoot, file), specifier)).toMatch(/may not import/);
  });

  it.each(allowed)('%s may import %s', (file, specifier) => {
    expect(refusal(projectRoot, join(projectRoot, file), specifier)).toBeUndefined();
  });
});

describe('the lint rule', () => {
  // The rule alone: the project's own configuration reads types, and so wants files that exist.
  const eslint = new ESLint({
    cwd: projectRoot,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.{ts,mjs}'], plugins: { boundaries: boundariesPlugin }, rules: { 'boundaries/imports': 'error' } }],
  });
  const lint = async (code: string, filePath = 'core/catch/catcher.mjs') => (await eslint.lintText(code, { filePath }))[0]?.messages.map(({ ruleId }) => ruleId);

  it.each([
    `import { app } from 'electron';`,
    `import 'electron';`,
    `export { app } from 'electron';`,
    `export * from '../../cli/main.ts';`,
    `await import('../../test/lab/machine.ts');`,
  ])('refuses every way to write it: %s', async (code) => {
    expect(await lint(code)).toEqual(['boundaries/imports']);
  });

  it('passes what is allowed, and what is no import at all', async () => {
    expect(await lint(`import ws from 'ws';\nexport const electron = 'electron';\nexport { ws };\nawait import(electron);`)).toEqual([]);
  });

  it.each(['core/base/events.ts', 'build/check.mjs', 'test/unit/build/boundaries.test.ts'])('is switched on for %s', async (file) => {
    const config = (await new ESLint({ cwd: projectRoot }).calculateConfigForFile(file)) as { rules?: Record<string, unknown> };
    expect(config.rules?.['boundaries/imports']).toEqual([2]);
  });
});

it('names every folder of the product', () => {
  const others = ['docs', 'node_modules', 'test', 'dist', 'out', 'coverage'];
  const folders = readdirSync(projectRoot, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name));
  for (const { name } of folders) expect(refusal(projectRoot, join(projectRoot, name, 'a.ts'), '../test/a.ts'), name).toBeDefined();
});
