import { isCharacter, type BootKey } from '../boot-key.ts';
import { print, type Output } from './machine.ts';

const longestLine = 200;

/** What a key makes of a line that is being typed at a prompt. */
export interface LineInput {
  readonly line: string;
  readonly output: readonly Output[];
  /** Set when Enter was pressed. */
  readonly entered?: string;
}

/** Types at a prompt: characters, Backspace, Ctrl-u, Ctrl-c, Enter. */
export function typeLine(line: string, key: BootKey): LineInput {
  if (isCharacter(key)) return line.length < longestLine ? { line: line + key, output: [print(key)] } : { line, output: [] };
  switch (key) {
    case 'enter':
      return { line: '', output: [print('\n')], entered: line };
    case 'backspace':
    case 'ctrl-h':
      return line === '' ? { line, output: [] } : { line: line.slice(0, -1), output: [print('\b \b')] };
    case 'ctrl-u':
      return { line: '', output: [print('\b \b'.repeat(line.length))] };
    case 'ctrl-c':
      return { line: '', output: [print('^C\n')], entered: '' };
    default:
      return { line, output: [] };
  }
}
