import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { isLeftOut, shortenManifest } from './build/packaging/content.ts';
import { fuses } from './build/packaging/fuses.ts';
import { InstallerMaker } from './build/packaging/installers.ts';

const { env } = process;
const root = import.meta.dirname;

/** The file that tells the app where its updates are; electron-builder does not write it for an app that it has not packaged itself. */
async function updateFeed(): Promise<string[]> {
  const [owner, repo] = (env['BOOTCATCH_RELEASES'] ?? '').split('/');
  if (!owner || !repo) return [];
  const path = join(await mkdtemp(join(tmpdir(), 'bootcatch-feed-')), 'app-update.yml');
  await writeFile(path, `provider: github\nowner: ${owner}\nrepo: ${repo}\nupdaterCacheDirName: bootcatch-updater\n`);
  return [path];
}

/** Signing is left to the release machine: without its secrets the app is packaged unsigned. */
const macSigning: ForgeConfig['packagerConfig'] =
  env['APPLE_TEAM_ID'] && env['APPLE_ID'] && env['APPLE_APP_PASSWORD']
    ? { osxSign: {}, osxNotarize: { appleId: env['APPLE_ID'], appleIdPassword: env['APPLE_APP_PASSWORD'], teamId: env['APPLE_TEAM_ID'] } }
    : {};

/** Packages the built app (`dist`) with Electron; `npm run make` goes on to installers. */
export default async (): Promise<ForgeConfig> => {
  if (!existsSync(join(root, 'dist', 'electron', 'main.js'))) throw new Error('The app is not built yet. Run: npm run build');
  return {
    packagerConfig: {
      name: 'bootcatch',
      executableName: 'bootcatch',
      appBundleId: 'app.bootcatch.desktop',
      appCategoryType: 'public.app-category.utilities',
      icon: join(root, 'build', 'packaging', 'icons', 'icon'),
      asar: true,
      // A folder of Electron's ZIP files, for machines that cannot fetch them.
      ...(env['BOOTCATCH_ELECTRON_ZIPS'] && { electronZipDir: env['BOOTCATCH_ELECTRON_ZIPS'] }),
      // The rule says what goes in; there is nothing to prune.
      ignore: isLeftOut,
      prune: false,
      extraResource: [join(root, 'LICENSE'), join(root, 'THIRD-PARTY-NOTICES.md'), ...(await updateFeed())],
      protocols: [{ name: 'bootcatch', schemes: ['bootcatch'] }],
      extendInfo: {
        CFBundleDocumentTypes: [{ CFBundleTypeName: 'bootcatch recording', CFBundleTypeRole: 'Viewer', CFBundleTypeExtensions: ['bootcatch'], LSHandlerRank: 'Owner' }],
      },
      win32metadata: { CompanyName: 'bootcatch', FileDescription: 'bootcatch' },
      ...macSigning,
    },
    hooks: { packageAfterCopy: (_config, folder) => shortenManifest(folder) },
    plugins: [new FusesPlugin(fuses)],
    makers: [new InstallerMaker()],
  };
};
