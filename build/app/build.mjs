/**
 * Builds the app into `dist`: the window, and Electron's main process, engine process and preload script.
 * `node build/app/build.mjs [renderer|electron]`; both without an argument.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectRoot } from '../setup/prepare.mjs';
import { isFresh } from './fresh.mjs';

const outDir = join(projectRoot, 'dist', 'electron');

/** noVNC's inner files are loaded one by one at run time (`core/rfb/novnc.ts`); the last two are extras of `ws` that nobody installs. */
const external = ['electron', /^@novnc\/novnc/, 'bufferutil', 'utf-8-validate'];

/** Beside what is built: the licences of the packages that are bundled into it. */
const license = { fileName: 'licences.md' };

/** Everything else is bundled, so that the package holds noVNC as its only module. */
const shared = /** @type {const} */ ({ configFile: false, root: projectRoot, logLevel: 'warn', publicDir: false, ssr: { noExternal: true } });

async function buildRenderer() {
  await build({ configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'warn', build: { license } });
}

async function buildElectron() {
  const ssr = /** @type {const} */ ({ ssr: true, target: 'node24', outDir, minify: false });
  await build({
    ...shared,
    build: {
      ...ssr,
      license,
      emptyOutDir: true,
      rolldownOptions: {
        input: { main: join(projectRoot, 'electron', 'main.ts'), engine: join(projectRoot, 'electron', 'engine.ts') },
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'part-[hash].js' },
      },
    },
  });
  // A sandboxed preload script is one CommonJS file.
  await build({
    ...shared,
    build: {
      ...ssr,
      emptyOutDir: false,
      rolldownOptions: { input: join(projectRoot, 'electron', 'preload.ts'), external, output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  });
}

/**
 * Builds what has changed since it was built.
 * @returns {Promise<void>}
 */
export async function buildWhatIsStale() {
  if (!isFresh('renderer')) await buildRenderer();
  if (!isFresh('electron')) await buildElectron();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [what] = process.argv.slice(2);
  if (what !== 'electron') await buildRenderer();
  if (what !== 'renderer') await buildElectron();
}
