/**
 * `npm run make`: packages the app for this system and makes its installers, as far as this machine can. `npm run make -- --platform win32 --arch x64` for
 * another one.
 */
import { join } from 'node:path';
import { handOver } from './setup/hand-over.mjs';
import { prepare, projectRoot } from './setup/prepare.mjs';
import { say, SetupError } from './setup/say.mjs';

try {
  const node = await prepare(undefined);
  const built = await handOver(node, [join(projectRoot, 'build', 'app', 'build.mjs')]);
  if (built !== 0) throw new SetupError({ en: 'The build failed; what it says is above.', ja: 'ビルドに失敗しました。上のメッセージを確認してください。' });
  const code = await handOver(node, [join(projectRoot, 'node_modules', '@electron-forge', 'cli', 'dist', 'electron-forge.js'), 'make', ...process.argv.slice(2)]);
  if (code !== 0) {
    say({
      en: 'No installer was made; the reason is above. Electron and the tools of the installers come from GitHub: on a machine without it, put Electron’s ZIP files into a folder and name it in BOOTCATCH_ELECTRON_ZIPS.',
      ja: 'インストーラーを作成できませんでした。理由は上のメッセージを確認してください。Electron とインストーラー作成ツールは GitHub から取得します。取得できない環境では、Electron の ZIP ファイルを置いたフォルダーを BOOTCATCH_ELECTRON_ZIPS に指定してください。',
    });
  }
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
