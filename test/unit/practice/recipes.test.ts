import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { obtainKernel } from '../../../core/practice/machine/kernel.ts';
import { bootMarks, grubFiles, imageRecipes, imageTitles, isImageName } from '../../../core/practice/machine/recipes.ts';

const version = '6.1.0-56-cloud-amd64';

describe('the practice images', () => {
  it('are known by name', () => {
    expect(isImageName('hidden-0')).toBe(true);
    expect(isImageName('toString')).toBe(false);
  });

  it('name the kernel before as Debian counts it, and any other as Debian names a kept one', () => {
    expect(imageTitles(version).previous).toBe('Debian GNU/Linux, with Linux 6.1.0-55-cloud-amd64');
    expect(imageTitles('6.12.1').previous).toBe('Debian GNU/Linux, with Linux 6.12.1.old');
  });

  it('say style and timeout in the configuration, and mark the menu last, when everything else is set', () => {
    const configuration = grubFiles(imageRecipes['hidden-2'], version)['boot/grub/grub.cfg'] ?? '';
    expect(configuration).toContain('set timeout_style=hidden\nset timeout=2\n');
    expect(configuration.trimEnd().split('\n').at(-1)).toBe('outb 0x500 0x4d');
  });

  it('mark every entry before its kernel is loaded', () => {
    const lines = (grubFiles(imageRecipes.uefi, version)['boot/grub/grub.cfg'] ?? '').split('\n');
    const entries = lines.flatMap((line, index) => (line.startsWith('menuentry') || line.startsWith('submenu') ? [lines[index + 1]?.trim()] : []));
    const mark = (name: keyof typeof bootMarks): string => `outb 0x500 0x${bootMarks[name].charCodeAt(0).toString(16)}`;
    expect(entries).toEqual(['broken', 'submenu', 'broken', 'broken', 'previous', 'previous', 'rescue', 'firmwareSetup'].map((name) => mark(name as keyof typeof bootMarks)));
  });

  it('give only the entries that work an initramfs', () => {
    const configuration = grubFiles(imageRecipes.text, version)['boot/grub/grub.cfg'] ?? '';
    const [broken = '', ...others] = configuration.split('menuentry').slice(1);
    expect(broken).not.toContain('initrd');
    expect(others.at(-1)).toContain(`initrd /boot/initrd.img-${version}`);
  });

  it('nest the menu in a second file that tells when it was left', () => {
    const files = grubFiles(imageRecipes['uefi-nested'], version);
    expect(Object.keys(files)).toEqual(['boot/grub/grub.cfg', 'boot/grub/main.cfg']);
    expect(files['boot/grub/grub.cfg']).toMatch(/configfile \$prefix\/main\.cfg\noutb 0x500 0x4c\n$/);
  });
});

describe('the kernel', () => {
  it('is the newest that lies in the cache, without asking anybody for one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bootcatch-kernel-'));
    try {
      vi.stubEnv('PATH', '/nowhere');
      await expect(obtainKernel(folder)).rejects.toMatchObject({ code: 'practice.kernelMissing', values: { folder } });
      await writeFile(join(folder, 'vmlinuz-6.1.0-55'), '');
      await writeFile(join(folder, 'vmlinuz-6.1.0-56'), '');
      expect(await obtainKernel(folder)).toEqual({ path: join(folder, 'vmlinuz-6.1.0-56'), version: '6.1.0-56' });
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });
});
