import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { runDownload, stalledError } from './download.mjs';
import { nodePackageFor } from './runtime.mjs';
import { say, SetupError } from './say.mjs';

/**
 * The parts of npm's lock files that matter here. `node_modules/.package-lock.json` is npm's own note of what it installed,
 * written when an installation is complete.
 *
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [dev] only the project's own tools need it
 * @property {boolean} [link]
 *
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Which of the modules a command needs: `all`, or without the `tools` that build and test the project, which are most of them.
 * @typedef {'all' | 'withoutTools'} Modules
 */

/**
 * Why the installed modules are not the locked ones.
 * @param {Lock} wanted
 * @param {Lock | undefined} installed
 * @param {string | undefined} nodePackage must be there although it is optional
 * @param {Modules} modules
 * @returns {string | undefined} the first package that does not fit; undefined when all do
 */
export function misfit(wanted, installed, nodePackage, modules) {
  if (installed === undefined) return 'node_modules';
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (path === '' || entry.link === true || (modules === 'withoutTools' && (entry.dev === true || entry.devOptional === true))) continue;
    const found = installed.packages[path];
    if (found === undefined) {
      // npm leaves optional packages out where they do not fit the platform.
      if ((entry.optional === true || entry.devOptional === true) && path !== `node_modules/${nodePackage}`) continue;
      return path;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return path;
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Lock | undefined} undefined when the file is missing or is no lock file
 */
function readLock(path) {
  try {
    /** @type {unknown} */
    const lock = JSON.parse(readFileSync(path, 'utf8'));
    const { packages } = /** @type {Partial<Lock>} */ (lock);
    return packages === undefined ? undefined : { packages };
  } catch {
    return undefined;
  }
}

/**
 * What a line of npm's log at the level `http` tells about fetching.
 * @param {string} line
 * @returns {boolean} true when a package has arrived, from the network or from npm's cache
 */
export function isFetched(line) {
  return /^npm http (fetch GET 200|cache) .*\.tgz\b/.test(line) || /^npm http cache \S+@/.test(line);
}

/**
 * How to start npm: the npm that started us, else the one on the search path.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} nodePath
 * @param {string} platform
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npmCommand(env, nodePath, platform) {
  const script = env['npm_execpath'];
  if (script !== undefined && /[\\/]np[mx]-cli\.c?js$/.test(script)) {
    return { command: env['npm_node_execpath'] ?? nodePath, args: [script.replace(/npx-cli/, 'npm-cli')], shell: false };
  }
  return { command: 'npm', args: [], shell: platform === 'win32' };
}

/**
 * Installs the locked Node modules unless they are there already.
 * @param {string} root the project's folder
 * @param {Modules} modules
 * @throws SetupError when npm fails or stands still
 */
export async function ensureModules(root, modules) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === undefined) {
    throw new SetupError({
      en: 'package-lock.json is missing or damaged. Next: bring it back with: git checkout package-lock.json',
      ja: 'package-lock.json がないか、壊れています。次のコマンドで元に戻してください: git checkout package-lock.json',
    });
  }
  const nodePackage = nodePackageFor(process.platform, process.arch);
  const why = misfit(wanted, readLock(join(root, 'node_modules', '.package-lock.json')), nodePackage, modules);
  if (why === undefined) return;

  const name = why.replace(/^.*node_modules\//, '');
  const sizeMb = modules === 'all' ? 250 : 100;
  say(
    name === 'node_modules'
      ? { en: `Installing the Node modules that package-lock.json names, about ${sizeMb} MB (npm ci)…`, ja: `package-lock.json にある Node モジュール (約 ${sizeMb} MB) をインストールします (npm ci)…` }
      : { en: `Installing the Node modules anew: ${name} is not as package-lock.json has it (npm ci)…`, ja: `${name} が package-lock.json と一致しないため、Node モジュールを入れ直します (npm ci)…` },
  );
  await install(root, modules);
}

/**
 * @param {string} root
 * @param {Modules} modules
 */
async function install(root, modules) {
  const npm = npmCommand(process.env, process.execPath, process.platform);
  // `npm ci` begins by deleting node_modules; Windows refuses that while we run in the Node that lies there.
  const inside = process.execPath.startsWith(join(root, 'node_modules') + sep);
  const verb = process.platform === 'win32' && inside ? ['install', '--no-save'] : ['ci'];
  const flags = [modules === 'all' ? '--include=dev' : '--omit=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=http', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const cache = process.env['npm_config_cache'] ?? (process.platform === 'win32' ? join(process.env['LOCALAPPDATA'] ?? homedir(), 'npm-cache') : join(homedir(), '.npm'));

  let fetched = 0;
  let lastLine = '';
  /** @type {string[]} */
  const errors = [];
  const tick = setInterval(() => say({ en: `  … ${fetched} packages have arrived`, ja: `  … ${fetched} 個のパッケージが届きました` }), 5000);
  const { code, stalled } = await runDownload({
    command: npm.command,
    args: [...npm.args, ...verb, ...flags],
    cwd: root,
    shell: npm.shell,
    growing: [join(cache, '_cacache', 'tmp'), join(root, 'node_modules')],
    onLine: (line) => {
      if (isFetched(line)) fetched += 1;
      if (/^npm (error|ERR!)/.test(line)) errors.push(line);
      if (line.startsWith('npm http')) lastLine = line;
    },
  });
  clearInterval(tick);
  if (stalled) throw stalledError('Node modules (npm ci)', lastLine, 'npm ci');
  if (code !== 0) {
    const details = errors.slice(0, 12).join('\n') || `npm: exit ${code}`;
    throw new SetupError({
      en: `The Node modules could not be installed:\n${details}\nNext: mend what npm names there, then try again with: npm ci`,
      ja: `Node モジュールをインストールできませんでした:\n${details}\n次にすること: npm が示した原因を取り除き、次のコマンドでやり直してください: npm ci`,
    });
  }
  say({ en: `The Node modules are in place (${fetched} packages).`, ja: `Node モジュールの準備ができました (${fetched} 個)。` });
}
