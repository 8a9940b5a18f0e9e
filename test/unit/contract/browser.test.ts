import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { messageOfFailure } from '../../../core/contract/index.ts';
import { messages } from '../../../core/messages/index.ts';

/** Every module that a window would load for the contract: files, and packages by name. Type-only imports are left out, as bundlers do. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, clause = '', specifier = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s([^;]*?)from '([^']+)';/gm)) {
    if (clause.startsWith('type ')) continue;
    if (specifier.startsWith('.')) loadedBy(resolve(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

it('needs nothing that a browser lacks', () => {
  const loaded = [...loadedBy(resolve(import.meta.dirname, '../../../core/contract/index.ts'))];
  const packages = loaded.filter((name) => !name.startsWith('/'));
  expect(packages.filter((name) => name.startsWith('node:') || builtinModules.includes(name) || /^(ws|undici|@orpc\/server)/.test(name))).toEqual([]);
  expect(packages).toContain('@orpc/contract');
  expect(loaded.filter((name) => /core\/(link|rfb|catch|providers|engine|practice)\//.test(name))).toEqual([]);
});

it('has words for a host that is gone', () => {
  expect(messageOfFailure(new Error('socket hang up'))).toEqual({ key: 'engine.hostGone', values: {} });
  expect(Object.keys(messages)).toContain('engine.hostGone');
});
