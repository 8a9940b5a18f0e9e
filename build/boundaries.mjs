import { builtinModules } from 'node:module';
import { relative, resolve, sep } from 'node:path';

/**
 * Which folder may import what, as a lint rule. `core` stands alone; `electron`, `host` and `cli` are thin and know the
 * engine, not each other; the renderer knows the engine through the contract's types and its messages; nothing that is
 * shipped knows the tests. What is not named here is refused.
 *
 * @typedef {object} Boundary
 * @property {readonly string[]} folders project folders, or files outside them, that may be imported
 * @property {RegExp} [refusedPackages] packages that may not
 */

const shells = /^(electron|electron-.+|react|react-dom|react-.+)$/;

/** @type {Record<string, Boundary>} */
const boundaries = {
  core: { folders: ['core'], refusedPackages: shells },
  cli: { folders: ['core', 'cli', 'build', 'package.json'], refusedPackages: shells },
  host: { folders: ['core', 'host', 'package.json'], refusedPackages: shells },
  electron: { folders: ['core', 'electron', 'package.json'], refusedPackages: /^react(-.+)?$/ },
  renderer: { folders: ['core/contract', 'core/messages', 'renderer'], refusedPackages: /^(electron(-.+)?|ws|undici)$/ },
  // Packaging is done with the electron-builder and its like; nothing in build runs in the app.
  build: { folders: ['core', 'build'], refusedPackages: /^(electron|electron-updater|react|react-.+)$/ },
};

/** Only Node has these; the renderer runs in a browser. */
const nodeModules = new Set(builtinModules);

/**
 * Why an import is refused.
 * @param {string} root the project's folder
 * @param {string} file the importing file, absolute
 * @param {string} specifier as written
 * @returns {string | undefined} undefined when it is allowed
 */
export function refusal(root, file, specifier) {
  const from = relative(root, file).split(sep).join('/').split('/')[0] ?? '';
  const boundary = boundaries[from];
  if (boundary === undefined) return undefined;
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    const target = relative(root, resolve(file, '..', specifier)).split(sep).join('/');
    const allowed = boundary.folders.some((folder) => target === folder || target.startsWith(`${folder}/`));
    return allowed ? undefined : `${from} may not import ${target}`;
  }
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  if (from === 'renderer' && (name.startsWith('node:') || nodeModules.has(name))) return `${from} runs in a browser and may not import ${name}`;
  return boundary.refusedPackages?.test(name) === true ? `${from} may not import ${name}` : undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{why}} (docs/architecture.md says which folder may import which).' } },
  create(context) {
    const check = (/** @type {import('estree').Node} */ node) => {
      const source = 'source' in node ? node.source : undefined;
      if (typeof source !== 'object' || source === null || !('value' in source) || typeof source.value !== 'string') return;
      const why = refusal(context.cwd, context.filename, source.value);
      if (why !== undefined) context.report({ node, messageId: 'refused', data: { why } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check, TSImportType: check };
  },
};

/** The plugin for eslint.config.js. */
export const boundariesPlugin = { rules: { imports: rule } };
