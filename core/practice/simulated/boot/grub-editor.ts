import { isCharacter, type BootKey } from '../boot-key.ts';
import { bootCommands } from './grub.ts';
import { typeLine } from './line-input.ts';
import type { Context, EditorStage, Machine, Move } from './machine.ts';

/** A key in the editor of a menu entry: GRUB 2's screen editor, or legacy's list of commands. */
export function keyInEditor(stage: EditorStage, key: BootKey, machine: Machine, context: Context): Move {
  const legacy = context.settings.grub === 'legacy';
  if (stage.typing !== undefined) return { stage: typeCommand(stage, stage.typing, key) };
  const boots = legacy ? ['b'] : ['ctrl-x', 'f10'];
  const opensShell = legacy ? ['c'] : ['ctrl-c', 'f2'];
  if (key === 'escape') return { stage: stage.menu };
  if (boots.includes(key)) return bootCommands(stage.lines, stage.menu, machine.disk, context, `  ${legacy ? 'Booting command-list' : 'Booting a command list'}\n\n`);
  if (opensShell.includes(key)) return { stage: { name: 'grubShell', back: stage, line: '', loaded: [] } };
  return { stage: legacy ? editList(stage, key) : editText(stage, key) };
}

/** Legacy: up and down choose a command, `e` types it anew, `d` removes it, `o` and `O` open a line after and before it. */
function editList(stage: EditorStage, key: BootKey): EditorStage {
  const { lines, row } = stage;
  switch (key) {
    case 'e':
      return { ...stage, typing: lines[row] ?? '' };
    case 'd': {
      const rest = lines.toSpliced(row, 1);
      return { ...stage, lines: rest, row: Math.max(0, Math.min(row, rest.length - 1)) };
    }
    case 'o':
    case 'O': {
      const at = key === 'o' ? row + 1 : row;
      return { ...stage, lines: lines.toSpliced(at, 0, ''), row: at };
    }
    default: {
      const step = { up: -1, '^': -1, 'ctrl-p': -1, down: 1, v: 1, 'ctrl-n': 1 }[key] ?? 0;
      return { ...stage, row: Math.min(Math.max(row + step, 0), Math.max(lines.length - 1, 0)) };
    }
  }
}

/** Legacy's prompt for one command: Enter takes it, ESC drops the change. */
function typeCommand({ typing: _, ...list }: EditorStage, typing: string, key: BootKey): EditorStage {
  if (key === 'escape') return list;
  const input = typeLine(typing, key);
  return input.entered === undefined ? { ...list, typing: input.line } : { ...list, lines: list.lines.toSpliced(list.row, 1, input.entered) };
}

function editText(stage: EditorStage, key: BootKey): EditorStage {
  const { lines, row, column } = stage;
  const line = lines[row] ?? '';
  const move = (toRow: number, toColumn: number): EditorStage => {
    const target = Math.min(Math.max(toRow, 0), lines.length - 1);
    return { ...stage, row: target, column: Math.min(Math.max(toColumn, 0), (lines[target] ?? '').length) };
  };
  const replace = (removed: number, put: readonly string[], toRow: number, toColumn: number, from = row): EditorStage => ({
    ...stage,
    lines: lines.toSpliced(from, removed, ...put),
    row: toRow,
    column: toColumn,
  });
  if (isCharacter(key)) return replace(1, [line.slice(0, column) + key + line.slice(column)], row, column + 1);
  switch (key) {
    case 'left':
    case 'ctrl-b':
      return column > 0 ? move(row, column - 1) : row > 0 ? move(row - 1, Infinity) : stage;
    case 'right':
    case 'ctrl-f':
      return column < line.length ? move(row, column + 1) : row < lines.length - 1 ? move(row + 1, 0) : stage;
    case 'up':
    case 'ctrl-p':
      return row > 0 ? move(row - 1, column) : stage;
    case 'down':
    case 'ctrl-n':
      return row < lines.length - 1 ? move(row + 1, column) : stage;
    case 'home':
    case 'ctrl-a':
      return move(row, 0);
    case 'end':
    case 'ctrl-e':
      return move(row, Infinity);
    case 'enter':
      return replace(1, [line.slice(0, column), line.slice(column)], row + 1, 0);
    case 'ctrl-k':
      return column < line.length ? replace(1, [line.slice(0, column)], row, column) : joinNext();
    case 'ctrl-u':
      return replace(1, [line.slice(column)], row, 0);
    case 'delete':
    case 'ctrl-d':
      return column < line.length ? replace(1, [line.slice(0, column) + line.slice(column + 1)], row, column) : joinNext();
    case 'backspace':
    case 'ctrl-h': {
      if (column > 0) return replace(1, [line.slice(0, column - 1) + line.slice(column)], row, column - 1);
      const before = lines[row - 1];
      return before === undefined ? stage : replace(2, [before + line], row - 1, before.length, row - 1);
    }
    default:
      return stage;
  }

  function joinNext(): EditorStage {
    const next = lines[row + 1];
    return next === undefined ? stage : replace(2, [line + next], row, column);
  }
}
