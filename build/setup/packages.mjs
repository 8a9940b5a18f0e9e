import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { runDownload, stalledError } from './download.mjs';
import { say, SetupError } from './say.mjs';

/**
 * What a command of the project needs from the system.
 * - `qemu`: a catch on the real practice machine
 * - `test`: the tests
 * - `bench`: the benchmark
 *
 * @typedef {'qemu' | 'test' | 'bench'} Need
 *
 * @typedef {object} SystemPackage
 * @property {string} name in Debian and Ubuntu
 * @property {import('./say.mjs').Text} purpose
 * @property {readonly Need[]} needs
 * @property {readonly string[]} proofs any of these shows that it is there: a program's name, or the path of a file
 */

/**
 * Everything that is taken from the distribution. Nothing of it is needed to catch a server.
 * @type {readonly SystemPackage[]}
 */
export const systemPackages = [
  {
    name: 'qemu-system-x86',
    purpose: { en: 'the machine whose boot menu is caught', ja: 'ブートメニューを捕まえる相手の仮想マシン' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['qemu-system-x86_64'],
  },
  {
    name: 'grub-common',
    purpose: { en: 'builds boot images', ja: '起動イメージの作成' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['grub-mkrescue', 'grub2-mkrescue'],
  },
  {
    name: 'grub-pc-bin',
    purpose: { en: 'GRUB for BIOS', ja: 'BIOS 用の GRUB' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['/usr/lib/grub/i386-pc/boot.img', '/usr/lib/grub2/i386-pc/boot.img'],
  },
  {
    name: 'grub-efi-amd64-bin',
    purpose: { en: 'GRUB for UEFI', ja: 'UEFI 用の GRUB' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['/usr/lib/grub/x86_64-efi/normal.mod', '/usr/lib/grub2/x86_64-efi/normal.mod'],
  },
  {
    name: 'ovmf',
    purpose: { en: 'the UEFI firmware of the machine', ja: '仮想マシンの UEFI ファームウェア' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/edk2/ovmf/OVMF_CODE.fd'],
  },
  { name: 'xorriso', purpose: { en: 'writes the boot images', ja: '起動イメージの書き出し' }, needs: ['qemu', 'test', 'bench'], proofs: ['xorriso'] },
  { name: 'mtools', purpose: { en: 'writes their UEFI part', ja: '起動イメージの UEFI 部分の書き出し' }, needs: ['qemu', 'test', 'bench'], proofs: ['mformat'] },
  {
    name: 'busybox-static',
    purpose: { en: 'the rescue shell inside the machine', ja: '仮想マシンのレスキューシェル' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['/var/lib/dpkg/info/busybox-static.list'],
  },
  {
    name: 'websockify',
    purpose: { en: 'puts the console behind a WebSocket, as providers do', ja: '事業者と同じようにコンソールを WebSocket で中継' },
    needs: ['qemu', 'test', 'bench'],
    proofs: ['websockify'],
  },
  {
    name: 'python3-nova',
    purpose: { en: "OpenStack's own console proxy, as a peer in the tests", ja: 'テストの相手にする OpenStack のコンソールプロキシ' },
    needs: ['test', 'bench'],
    proofs: ['/usr/lib/python3/dist-packages/nova/console/websocketproxy.py'],
  },
  {
    name: 'python3-keystone',
    purpose: { en: "OpenStack's own sign-in, as a peer in the benchmark", ja: 'ベンチマークの相手にする OpenStack の認証サービス' },
    needs: ['bench'],
    proofs: ['keystone-wsgi-public'],
  },
  { name: 'ffmpeg', purpose: { en: 'recordings as video, and a video to compare with', ja: '録画の動画への書き出しと、比較に使う動画' }, needs: ['bench'], proofs: ['ffmpeg'] },
  {
    name: 'chromium',
    purpose: { en: 'a real browser, for the window and to compare with', ja: '画面のテストと比較に使う本物のブラウザー' },
    needs: ['test', 'bench'],
    proofs: ['chromium', 'google-chrome', 'chromium-browser'],
  },
  {
    name: 'fonts-noto-cjk',
    purpose: { en: 'Japanese in that browser', ja: 'そのブラウザーでの日本語表示' },
    needs: ['test', 'bench'],
    proofs: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
  },
];

/** Set to 1, it keeps the set-up from installing anything outside the project's folder. */
export const offVariable = 'BOOTCATCH_NO_SYSTEM_PACKAGES';

/**
 * The packages that a need still lacks.
 * @param {readonly SystemPackage[]} packages
 * @param {Need} need
 * @param {(proof: string) => boolean} isThere
 * @returns {SystemPackage[]}
 */
export function missingPackages(packages, need, isThere) {
  return packages.filter((entry) => entry.needs.includes(need) && !entry.proofs.some(isThere));
}

/**
 * @param {string} searchPath
 * @returns {(proof: string) => boolean} whether the program or file exists here
 */
export function proofFinder(searchPath) {
  // The sbin folders are left out of a plain user's path, yet hold some of the tools.
  const folders = [...searchPath.split(delimiter), '/usr/sbin', '/sbin'].filter((folder) => folder !== '');
  return (proof) => (isAbsolute(proof) ? existsSync(proof) : folders.some((folder) => existsSync(join(folder, proof))));
}

/**
 * The part of apt's output that shows progress: its estimate of the remaining time moves even when nothing arrives.
 * @param {string} line
 * @returns {string}
 */
export function aptProgress(line) {
  return line.startsWith('dlstatus:') ? (line.split(':')[2] ?? '') : line;
}

/**
 * @typedef {'off' | 'no apt' | 'not allowed' | readonly string[]} Permission how apt-get is called, or why it is not
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(proof: string) => boolean} isThere
 * @returns {Permission}
 */
function permission(env, isThere) {
  if (env[offVariable] !== undefined && env[offVariable] !== '' && env[offVariable] !== '0') return 'off';
  if (!existsSync('/etc/debian_version') || !isThere('apt-get')) return 'no apt';
  if (process.getuid?.() === 0) return ['apt-get'];
  if (isThere('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0) {
    // sudo starts with a clean environment, so what apt must see is named behind it.
    return ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', 'apt-get'];
  }
  return 'not allowed';
}

/**
 * Installs what a need lacks where that is allowed; else, and when it fails, names what is skipped and the command that
 * installs it. Never an error: the rest of the project works without.
 * @param {Need} need
 * @returns {Promise<void>}
 */
export async function ensurePackages(need) {
  const isThere = proofFinder(process.env['PATH'] ?? '');
  const missing = missingPackages(systemPackages, need, isThere);
  if (missing.length === 0) return;
  const allowed = permission(process.env, isThere);
  if (typeof allowed === 'string') return sayMissing(missing, need, allowed);

  say({
    en: `Installing Debian packages (${offVariable}=1 prevents this):`,
    ja: `Debian パッケージをインストールします (止めるには ${offVariable}=1):`,
  });
  for (const { name, purpose } of missing) say({ en: `  ${name}: ${purpose.en}`, ja: `  ${name}: ${purpose.ja}` });
  try {
    await install(allowed, missing.map(({ name }) => name));
    if (missingPackages(missing, need, isThere).length === 0) return say({ en: 'The Debian packages are in place.', ja: 'Debian パッケージの準備ができました。' });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
  sayMissing(missing, need, 'failed');
}

/**
 * @param {readonly string[]} aptGet
 * @param {readonly string[]} names
 */
async function install(aptGet, names) {
  const options = ['-y', '--no-install-recommends', '-o', 'APT::Status-Fd=1', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
  const byHand = installCommand(names);
  // A list that cannot be refreshed is no reason to stop: the one at hand may do.
  await runApt(aptGet, ['update', ...options], true, 'apt-get update').catch((/** @type {unknown} */ error) => process.stderr.write(`${messageOf(error)}\n`));
  const known = names.filter((name) => spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0);
  if (known.length === 0) return;
  await runApt(aptGet, ['install', '--download-only', ...options, ...known], true, byHand);
  const unpack = () => runApt(aptGet, ['install', ...options, ...known], false, byHand);
  await unpack().catch((/** @type {unknown} */ error) => {
    // One package that fails to configure leaves the others half done; a second pass often brings it to an end.
    say({ en: `${messageOf(error)}\nTrying once more…`, ja: `${messageOf(error)}\nもう一度試します…` });
    return unpack();
  });
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {readonly string[]} aptGet
 * @param {readonly string[]} args
 * @param {boolean} downloads whether standing still means that the network does
 * @param {string} byHand the command to name when it fails
 */
async function runApt(aptGet, args, downloads, byHand) {
  const [command = 'apt-get', ...before] = aptGet;
  /** @type {string[]} */
  const errors = [];
  let lastLine = '';
  let progress = '';
  const tick = setInterval(() => say({ en: `  … ${progress || lastLine}`, ja: `  … ${progress || lastLine}` }), 5000);
  const { code, stalled } = await runDownload({
    command,
    args: [...before, ...args],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    growing: ['/var/cache/apt/archives', '/var/lib/apt/lists'],
    progressOf: aptProgress,
    onLine: (line) => {
      if (/^(E: |Err:|dpkg: error)/.test(line)) errors.push(line);
      const status = /^(?:dl|pm)status:[^:]*:([\d.]+):(.*)$/.exec(line);
      if (status === null) lastLine = line;
      else progress = `${Math.floor(Number(status[1]))} % ${status[2]}`;
    },
    // Unpacking and configuring may be silent for long; a package that asks a question in spite of everything must still end.
    ...(downloads ? {} : { limitMs: 300_000 }),
  });
  clearInterval(tick);
  const name = `Debian packages (apt-get ${args[0]})`;
  if (stalled) throw stalledError(name, lastLine, byHand);
  if (code !== 0) {
    const details = errors.slice(0, 8).join('\n') || lastLine || `exit ${code}`;
    throw new SetupError({ en: `${name} failed:\n${details}`, ja: `${name} が失敗しました:\n${details}` });
  }
}

/**
 * @param {readonly string[]} names
 * @returns {string}
 */
function installCommand(names) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${names.join(' ')}`;
}

/**
 * @param {readonly SystemPackage[]} missing
 * @param {Need} need
 * @param {'off' | 'no apt' | 'not allowed' | 'failed'} why
 */
function sayMissing(missing, need, why) {
  const names = missing.map(({ name }) => name);
  const reason = {
    off: { en: `${offVariable} is set`, ja: `${offVariable} が設定されています` },
    'no apt': { en: 'this is not Debian or Ubuntu; the names are those of Debian', ja: 'Debian / Ubuntu ではありません。名前は Debian のものです' },
    'not allowed': { en: 'that needs root or sudo without a password', ja: 'root 権限か、パスワードなしの sudo が必要です' },
    failed: { en: 'the installation failed', ja: 'インストールに失敗しました' },
  }[why];
  const skipped = {
    qemu: { en: 'The practice on a real virtual machine', ja: '本物の仮想マシンでの練習' },
    test: { en: 'The tests on real virtual machines that need them', ja: 'これらを必要とする仮想マシンのテスト' },
    bench: { en: 'The parts of the benchmark that need them', ja: 'これらを必要とするベンチマーク' },
  }[need];
  say({
    en: `Not installed (${reason.en}): ${names.join(', ')}.\n${skipped.en} will not run.`,
    ja: `未インストール (${reason.ja}): ${names.join(', ')}。\n${skipped.ja}は実行できません。`,
  });
  if (why !== 'no apt') say({ en: `To install them: ${installCommand(names)}`, ja: `インストールするコマンド: ${installCommand(names)}` });
}
