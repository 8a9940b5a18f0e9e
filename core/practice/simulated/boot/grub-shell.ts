import type { BootKey } from '../boot-key.ts';
import { bootCommands, startGrub } from './grub.ts';
import { typeLine } from './line-input.ts';
import { print, type Context, type GrubShellStage, type Machine, type MenuStage, type Move, type Output } from './machine.ts';

export const grubPrompt = 'grub> ';

const help = `boot   cat   echo   exit   help   initrd   linux   ls   normal   reboot   set
This is a simulated GRUB: it knows these commands and no others.
`;

/** A key in GRUB's shell. `escape` goes back to where the shell was opened, if anywhere. */
export function keyInGrubShell(stage: GrubShellStage, key: BootKey, machine: Machine, context: Context): Move {
  if (key === 'escape' && stage.back) return { stage: stage.back };
  const input = typeLine(stage.line, key);
  const next = { ...stage, line: input.line };
  return input.entered === undefined ? { stage: next, output: input.output } : run(next, input.entered.trim(), machine, context, input.output);
}

function run(stage: GrubShellStage, line: string, machine: Machine, context: Context, before: readonly Output[]): Move {
  const [word = '', ...rest] = line.split(/\s+/);
  const say = (text: string, next = stage): Move => ({ stage: next, output: [...before, print(`${text}${grubPrompt}`)] });
  switch (word) {
    case '':
      return say('');
    case 'help':
      return say(help);
    case 'ls':
      return say(listing(rest[0], Object.keys(machine.disk.initramfs)));
    case 'set':
      return say('default=0\nprefix=(hd0,gpt1)/boot/grub\nroot=hd0,gpt1\n');
    case 'echo':
      return say(`${rest.join(' ')}\n`);
    case 'linux':
    case 'kernel':
    case 'initrd':
      return say('', { ...stage, loaded: [...stage.loaded.slice(-10), line] });
    case 'boot': {
      const move = bootCommands(stage.loaded, emptyMenu, machine.disk, context, '');
      return move.stage.name === 'grubError' ? say('error: you need to load the kernel first.\n') : { ...move, output: [...before, ...(move.output ?? [])] };
    }
    case 'normal':
      // The configuration is read again, one level deeper.
      return startGrub({ ...machine, buffer: [] }, context, true).move;
    case 'exit':
      return stage.back ? { stage: stage.back } : restart();
    case 'reboot':
      return restart();
    default:
      return say(`error: can't find command \`${word}'.\n`);
  }

  function restart(): Move {
    return { stage: { name: 'restarting', wakeMs: context.nowMs } };
  }
}

/** An error leaves the shell open, so there is no menu to go back to. */
const emptyMenu: MenuStage = { name: 'menu', levels: [], secondsLeft: undefined };

function listing(path: string | undefined, kernels: readonly string[]): string {
  if (path === undefined) return '(hd0) (hd0,gpt1)\n';
  if (/^(\(hd0,gpt1\))?\/?$/.test(path)) return 'boot/ etc/ home/ root/ usr/ var/\n';
  if (/^(\(hd0,gpt1\))?\/boot\/?$/.test(path)) return `grub/ ${kernels.flatMap((kernel) => [`vmlinuz-${kernel}`, `initrd.img-${kernel}`]).join(' ')}\n`;
  return `error: file \`${path}' not found.\n`;
}
