import { expect, it } from 'vitest';
import { joinedRows } from '../../../core/reading/meaning/flow.ts';
import { grubScreen, textOf, wrapped } from './text.ts';

it('puts together what the console broke', () => {
  const line = 'Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)';
  expect(joinedRows({ ...textOf(wrapped([line], 40)), columns: 40 })[0]).toBe(line);
});

it.each([
  ['as it is drawn', (line: string) => line],
  ['in ASCII', (line: string) => line.replace(/[┌┐└┘]/g, '+').replace(/─/g, '-').replace(/│/g, '|')],
  ['with the mark of a longer list', (line: string) => line.replace(/│$/, '│↓')],
])('leaves the rows of a menu’s box apart, %s', (_how, drawn) => {
  const lines = grubScreen({ entries: ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux'], under: ['Use the ↑ and ↓ keys.'] }).map(drawn);
  expect(joinedRows({ ...textOf(lines), columns: 80 })).toEqual(lines);
});
