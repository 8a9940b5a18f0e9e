import type { Menu, ScreenText } from '../reading.ts';
import { readFirmwareMenu } from './firmware-menu.ts';
import { readGrubLegacyMenu } from './grub-legacy-menu.ts';
import { readGrubMenu } from './grub-menu.ts';
import { readSyslinuxMenu } from './syslinux-menu.ts';
import { readSystemdBootMenu } from './systemd-boot-menu.ts';
import { readWindowsMenu } from './windows-menu.ts';

/** GRUB legacy before GRUB 2, whose words it shares. */
const readers = [readGrubLegacyMenu, readGrubMenu, readSyslinuxMenu, readWindowsMenu, readFirmwareMenu, readSystemdBootMenu];

/** The boot menu on the screen, of whichever loader. */
export function readMenu(text: ScreenText): Menu | undefined {
  for (const read of readers) {
    const menu = read(text);
    if (menu) return menu;
  }
  return undefined;
}
