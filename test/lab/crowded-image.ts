import type { Image } from '../../core/practice/machine/images.ts';
import { ownImage } from './own-image.ts';

/** Entries before the ones that matter: more than GRUB's box has rows. */
const fillers = Array.from({ length: 12 }, (_, index) => `Filler ${index + 1}`);

/** An entry as Debian's generator writes it: its kernel line is below the editor's box, has tabs, and a blank at its end. */
const longEntry = (kernel: string): string => `menuentry 'Debian GNU/Linux, with Linux ${kernel}' --class debian {
  set gfxpayload=keep
  insmod part_gpt
  if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
  insmod part_msdos
  set unused='cd0'
  if [ x$feature_platform_search_hint = xy ]; then
    echo 'searching with hints --hint-bios=hd0,msdos1 --hint-efi=hd0,msdos1 --hint-baremetal=ahci0,msdos1'
  else
    echo 'searching'
  fi
  echo 'one'
  echo 'two'
  echo 'three'
  echo 'Loading Linux ${kernel} ...'
\tlinux\t/boot/vmlinuz-${kernel} root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro console=ttyS0 console=tty0 
  echo 'Loading initial ramdisk ...'
  initrd /boot/initrd.img-${kernel}
}`;

/** A disk whose menu is longer than its box and whose kernel lines are below the editor's: what real servers have and small images have not. */
export const crowdedImage = (): Promise<Image> =>
  ownImage({
    name: 'crowded',
    configuration: (kernel) =>
      [
        'terminal_output console',
        'set timeout=-1',
        ...fillers.map((title) => `menuentry '${title}' { true }`),
        longEntry(kernel),
        "menuentry 'Gone' { linux /boot/gone }",
        "menuentry 'Behind the last page' { true }",
        'insmod iorw',
        'outb 0x500 0x4d',
      ].join('\n'),
  });
