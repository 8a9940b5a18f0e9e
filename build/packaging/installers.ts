import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import { build, type CliOptions, type Configuration } from 'electron-builder';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const icons = join(import.meta.dirname, 'icons');

/** The file type of recordings; macOS has it in the app's own property list (`forge.config.ts`). */
const recordings = { ext: 'bootcatch', name: 'bootcatch recording', description: 'Recording of a server’s console', mimeType: 'application/x-bootcatch', role: 'Viewer' } as const;

/** Where the releases are (`owner/name` on GitHub). Only a build that names it looks for updates, and gets the files that describe them. */
const releases = process.env['BOOTCATCH_RELEASES'];
const [owner = '', repo = ''] = (releases ?? '').split('/');

const configuration: Configuration = {
  appId: 'app.bootcatch.desktop',
  extraMetadata: { homepage: `https://github.com/${releases || 'bootcatch/bootcatch'}`, author: 'bootcatch' },
  productName: 'bootcatch',
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  fileAssociations: [recordings],
  protocols: [{ name: 'bootcatch', schemes: ['bootcatch'] }],
  publish: releases ? { provider: 'github', owner, repo } : null,
  linux: {
    icon: join(icons, 'icon.png'),
    category: 'Network;RemoteAccess',
    synopsis: 'Catches the boot menu of a server that panics',
    maintainer: 'bootcatch <bootcatch@users.noreply.github.com>',
    vendor: 'bootcatch',
    desktop: { entry: { Name: 'bootcatch', 'Comment[ja]': 'パニックするサーバーのブートメニューを捕まえます', Keywords: 'VPS;VNC;GRUB;kernel panic;', StartupWMClass: 'bootcatch' } },
  },
  deb: { packageCategory: 'net', priority: 'optional' },
  win: { icon: join(icons, 'icon.ico') },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false, installerLanguages: ['en_US', 'ja_JP'] },
  mac: { icon: join(icons, 'icon.icns') },
};

/** The installers of each system. The ZIP on macOS is what updates are made from. */
const targets = {
  linux: ['AppImage', 'deb'],
  win32: ['nsis'],
  darwin: ['dmg', 'zip'],
} as const;
type Platform = keyof typeof targets;

const optionNames = { linux: 'linux', win32: 'win', darwin: 'mac' } as const;

/**
 * Hands the packaged app to electron-builder, one installer after another. What cannot be made on this machine, mostly because a tool cannot be fetched, is named
 * with its reason and left out; making nothing at all is an error.
 */
export class InstallerMaker extends MakerBase<Record<never, never>> {
  name = 'installers';
  defaultPlatforms = Object.keys(targets) as Platform[];

  override isSupportedOnCurrentPlatform(): boolean {
    return true;
  }

  override async make({ dir, makeDir, targetPlatform, targetArch }: MakerOptions): Promise<string[]> {
    const platform = targetPlatform as Platform;
    const made: string[] = [];
    const skipped: string[] = [];
    await mkdir(makeDir, { recursive: true });
    for (const target of targets[platform]) {
      const options: CliOptions = { prepackaged: dir, publish: 'never', [optionNames[platform]]: [target], [targetArch]: true, config: { ...configuration, directories: { output: makeDir } } };
      try {
        made.push(...(await build(options)));
      } catch (error) {
        skipped.push(`${target} (${platform}-${targetArch}): ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
      }
    }
    for (const line of skipped) process.stderr.write(`Skipped: ${line}\n`);
    if (made.length === 0) throw new Error(`No installer could be made here. ${skipped.join('; ')}`);
    return made;
  }
}
