import { describe, expect, test } from 'vitest';
import { GrubConsole } from './grub-console.ts';

const long = '/boot/vmlinuz-6.1.0-56-cloud-amd64 root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro';
const entry = (...commands: readonly string[]) => ({ title: 'Debian GNU/Linux', commands });
const plan = "edit-kernel 'append systemd.unit=rescue.target'";

describe('GRUB’s editor, whatever the kernel line looks like', () => {
  test.each<readonly [name: string, line: string]>([
    ['a blank at its end, as generators leave one behind an empty variable', `  linux ${long} `],
    ['several blanks at its end', `  linux ${long} console=ttyS0   `],
    ['tabs as Debian’s generator writes them, which show as blanks', `        linux   ${long}`],
    ['a length of many rows', `  linux ${long} ${Array.from({ length: 20 }, (_, index) => `module${index}.parameter=value`).join(' ')}`],
    ...Array.from({ length: 5 }, (_, index) => [`a length of ${148 + index}, where two rows end`, `  linux ${long} `.padEnd(148 + index, 'x')] as const),
    ...Array.from({ length: 5 }, (_, index) => [`a length of ${148 + index} with a blank at its end`, `  linux ${long} `.padEnd(147 + index, 'x') + ' '] as const),
    ['a backslash at its end', `  linux ${long} dyndbg="file x +p" a=\\`],
  ])('%s', async (_name, line) => {
    const server = new GrubConsole([entry('  insmod gzio', line, '  initrd /boot/initrd.img-6.1.0-56-cloud-amd64')]);
    expect(await server.run(plan)).toBeUndefined();
    const [booted] = server.booted;
    expect(booted?.commands).toEqual(["setparams 'Debian GNU/Linux'", '', '  insmod gzio', `${line} systemd.unit=rescue.target`, '  initrd /boot/initrd.img-6.1.0-56-cloud-amd64']);
  });

  test.each([
    ['a submenu, whose entries have kernel lines of their own', ["  menuentry 'Debian GNU/Linux, with Linux 6.1.0-56' {", `    linux ${long}`, '  }']],
    ['an entry that loads no kernel', ['  chainloader +1']],
  ])('leaves %s as it is', async (_name, commands) => {
    const server = new GrubConsole([entry(...commands)]);
    expect(await server.run(plan)).toMatchObject({ code: 'plan.noKernelLine' });
    expect(server.booted).toEqual([]);
    expect(server.highlighted).toBe('Debian GNU/Linux');
    expect(server.pressed.at(-1)).toBe('ESC');
    expect(server.pressed).not.toContain('x');
  });
});
