import { pbkdf2Sync } from 'node:crypto';
import type { Image } from '../../core/practice/machine/images.ts';
import { bootMarks } from '../../core/practice/machine/recipes.ts';
import { ownImage } from './own-image.ts';

export const lockedUser = 'keeper';
export const lockedPassword = 'an open Sesame';

const rounds = 1_000;
/** As grub-mkpasswd-pbkdf2 writes it. */
function passwordHash(): string {
  const salt = Buffer.from('0123456789abcdef');
  const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
  return `grub.pbkdf2.sha512.${rounds}.${hex(salt)}.${hex(pbkdf2Sync(lockedPassword, salt, rounds, 64, 'sha512'))}`;
}

const entry = (title: string, options: string, mark: string, kernel: string): string => `menuentry '${title}' ${options} {
  outb 0x500 0x${mark.charCodeAt(0).toString(16)}
  echo 'Loading Linux ${kernel} ...'
  linux /boot/vmlinuz-${kernel} root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro console=ttyS0 console=tty0
  initrd /boot/initrd.img-${kernel}
}`;

/** A disk whose GRUB has a superuser: everyone may boot the first entry, the rescue entry, the editor and the shell ask for a name and a password. */
export const lockedImage = (): Promise<Image> =>
  ownImage({
    name: 'locked',
    configuration: (kernel) =>
      [
        'terminal_output console',
        'insmod iorw',
        'set timeout=-1',
        `set superusers=${lockedUser}`,
        `password_pbkdf2 ${lockedUser} ${passwordHash()}`,
        entry('Debian GNU/Linux', '--unrestricted', bootMarks.broken, kernel),
        entry(`Debian GNU/Linux, with Linux ${kernel} (recovery mode)`, '', bootMarks.rescue, kernel),
        `outb 0x500 0x${bootMarks.menu.charCodeAt(0).toString(16)}`,
      ].join('\n'),
  });
