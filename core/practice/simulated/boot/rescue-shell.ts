import type { BootKey } from '../boot-key.ts';
import { brokenKernel, type Disk } from './disk.ts';
import { typeLine } from './line-input.ts';
import { clear, print, type Context, type Machine, type Move, type Output, type ShellStage } from './machine.ts';

export const rescuePrompt = 'root@practice:~# ';

/** The screen when the rescue shell opens. */
export const rescueGreeting = `
You are in rescue mode of the bootcatch practice server. This is a simulation:
nothing here is real. Type "help" for the commands.
${rescuePrompt}`;

const restartDelayMs = 700;

interface Answer {
  readonly text: string;
  readonly disk?: Disk;
}

interface Command {
  readonly usage: string;
  run(words: readonly string[], disk: Disk, kernel: string): Answer;
}

const installed = (disk: Disk): string[] => Object.keys(disk.initramfs);

const commands: Readonly<Record<string, Command>> = {
  ls: {
    usage: 'ls [-l] [path]         list files (try: ls -l /boot)',
    run: (words, disk) => {
      const path = words.findLast((word) => !word.startsWith('-')) ?? '/root';
      if (/^\/boot\/?$/.test(path)) return { text: installed(disk).map((kernel) => `-rw-r--r-- 1 root root  8201472 vmlinuz-${kernel}\n-rw-r--r-- 1 root root ${disk.initramfs[kernel] === 'whole' ? '29884416' : '       0'} initrd.img-${kernel}\n`).join('') };
      if (path === '/') return { text: 'bin  boot  dev  etc  home  proc  root  sys  usr  var\n' };
      if (path === '/root' || path === '.') return { text: 'README\n' };
      return { text: `ls: cannot access '${path}': No such file or directory\n` };
    },
  },
  cat: {
    usage: 'cat <file>             show a file (try: cat README)',
    run: ([path = '']) => {
      if (/^(\/root\/)?README$/.test(path)) {
        return { text: `An update filled /boot and left the newest kernel without its initramfs, so it\npanics. Cure: build it again, then restart:\n\n  update-initramfs -u -k ${brokenKernel}\n  reboot\n` };
      }
      if (path === '/etc/fstab') return { text: 'UUID=0b007ca7-c400-4e2d-9a11-5e7b00710001 / ext4 errors=remount-ro 0 1\n' };
      return { text: `cat: ${path}: No such file or directory\n` };
    },
  },
  uname: { usage: 'uname -r               the running kernel', run: (words, _disk, kernel) => ({ text: words.includes('-r') ? `${kernel}\n` : words.includes('-a') ? `Linux practice ${kernel} (simulated)\n` : 'Linux\n' }) },
  dmesg: { usage: 'dmesg                  the end of the kernel log', run: () => ({ text: '[    1.261022] EXT4-fs (vda1): mounted filesystem with ordered data mode\n[    1.350771] Run /init as init process\n' }) },
  lsblk: { usage: 'lsblk                  disks', run: () => ({ text: 'NAME   SIZE TYPE MOUNTPOINTS\nvda     20G disk\n└─vda1  20G part /\n' }) },
  df: { usage: 'df                     free space', run: () => ({ text: 'Filesystem  Size  Used Avail Use% Mounted on\n/dev/vda1    20G  6.1G   13G  33% /\n' }) },
  mount: { usage: 'mount                  what is mounted', run: (words) => ({ text: words.length === 0 ? '/dev/vda1 on / type ext4 (rw,relatime)\nproc on /proc type proc (rw)\n' : 'mount: already mounted as asked.\n' }) },
  fsck: { usage: 'fsck <device>          check a file system', run: ([device]) => ({ text: device === '/dev/vda1' ? '/dev/vda1 is mounted.\nfsck: cannot continue, aborting. (Its last check found no errors.)\n' : `fsck: no such device: ${device ?? '(none given)'}\n` }) },
  'update-initramfs': {
    usage: 'update-initramfs -u -k <kernel>|all   build the initramfs of a kernel again',
    run: (words, disk, kernel) => {
      const named = words.includes('-k') ? words[words.indexOf('-k') + 1] : kernel;
      if (!words.some((word) => word === '-u' || word === '-c')) return { text: 'Use -u (update) or -c (create), and -k with a kernel or "all".\n' };
      const chosen = named === 'all' ? installed(disk) : installed(disk).filter((one) => one === named);
      if (chosen.length === 0) return { text: `update-initramfs: no kernel ${named ?? ''} is installed.\n` };
      const initramfs = { ...disk.initramfs, ...Object.fromEntries(chosen.map((one) => [one, 'whole' as const])) };
      return { text: chosen.map((one) => `update-initramfs: Generating /boot/initrd.img-${one}\n`).join(''), disk: { ...disk, initramfs } };
    },
  },
  'update-grub': { usage: 'update-grub            write the boot menu again', run: (_words, disk) => ({ text: `Generating grub configuration file ...\n${installed(disk).map((kernel) => `Found linux image: /boot/vmlinuz-${kernel}\n`).join('')}done\n` }) },
  'grub-install': { usage: 'grub-install <disk>    write the boot loader again', run: ([disk]) => ({ text: disk === '/dev/vda' ? 'Installing for i386-pc platform.\nInstallation finished. No error reported.\n' : 'Name the disk, not a partition: grub-install /dev/vda\n' }) },
};

const help = `${Object.values(commands)
  .map(({ usage }) => `  ${usage}\n`)
  .join('')}  clear, help, reboot, exit\n`;

/** A key in the rescue shell. */
export function keyInRescueShell(stage: ShellStage, key: BootKey, machine: Machine, context: Context): Move {
  if (key === 'ctrl-l') return { stage, output: [clear, print(rescuePrompt + stage.line)] };
  const input = typeLine(stage.line, key);
  const next: ShellStage = { ...stage, line: input.line };
  if (input.entered === undefined) return { stage: next, output: input.output };
  const [word = '', ...rest] = input.entered.trim().split(/\s+/);
  const prompt = (...outputs: Output[]): readonly Output[] => [...input.output, ...outputs, print(rescuePrompt)];
  switch (word) {
    case '':
      return { stage: next, output: prompt() };
    case 'help':
      return { stage: next, output: prompt(print(help)) };
    case 'clear':
      return { stage: next, output: [clear, print(rescuePrompt)] };
    case 'reboot':
    case 'exit':
      return { stage: { name: 'restarting', wakeMs: context.nowMs + restartDelayMs }, output: [...input.output, print('[  OK  ] Reached target System Reboot.\n')] };
    default: {
      const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
      if (!command) return { stage: next, output: prompt(print(`-bash: ${word}: command not found (type help)\n`)) };
      const answer = command.run(rest, machine.disk, stage.kernel);
      return { stage: next, output: prompt(print(answer.text)), ...(answer.disk ? { disk: answer.disk } : {}) };
    }
  }
}
