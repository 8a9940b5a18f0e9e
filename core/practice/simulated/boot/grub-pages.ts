import { plainAttribute, type Terminal } from '../terminal.ts';
import type { BootSettings } from './boot-settings.ts';
import { topLevel } from './grub.ts';
import type { EditorStage, MenuStage } from './machine.ts';

/*
 * GRUB's pages, cell by cell as GRUB 2.06 and 0.97 draw them. GRUB wraps its help by rules of its own, so the lines stand here as they
 * come out on its two usual widths: 80 columns of text mode, 97 of the graphical terminal.
 */

const inverse = 0x70;
const titles = { 'grub-2.04': 'GNU GRUB  version 2.04', 'grub-2.06': 'GNU GRUB  version 2.06' };

interface Wrapped {
  readonly narrow: readonly string[];
  readonly wide: readonly string[];
}

const menuHelp: Wrapped = {
  narrow: ['Use the ↑ and ↓ keys to select which entry is highlighted.', "Press enter to boot the selected OS, `e' to edit the commands", "before booting or `c' for a command-line."],
  wide: ['Use the ↑ and ↓ keys to select which entry is highlighted.', "Press enter to boot the selected OS, `e' to edit the commands before booting or `c'", 'for a command-line.'],
};
const nestedMenuHelp: Wrapped = {
  narrow: [...menuHelp.narrow.slice(0, 2), "before booting or `c' for a command-line. ESC to return", 'previous menu.'],
  wide: [...menuHelp.wide.slice(0, 2), 'for a command-line. ESC to return previous menu.'],
};
const editorHelp: Wrapped = {
  narrow: ['Minimum Emacs-like screen editing is supported. TAB lists', 'completions. Press Ctrl-x or F10 to boot, Ctrl-c or F2 for', 'a command-line or ESC to discard edits and return to the GRUB menu.'],
  wide: ['Minimum Emacs-like screen editing is supported. TAB lists completions. Press Ctrl-x', 'or F10 to boot, Ctrl-c or F2 for a command-line or ESC to discard edits and return', 'to the GRUB menu.'],
};
const shellHelp: Wrapped = {
  narrow: ['Minimal BASH-like line editing is supported. For the first word, TAB', 'lists possible command completions. Anywhere else TAB lists possible', 'device or file completions.'],
  wide: ['Minimal BASH-like line editing is supported. For the first word, TAB lists possible', 'command completions. Anywhere else TAB lists possible device or file completions.'],
};
const leavableShellHelp: Wrapped = {
  narrow: [...shellHelp.narrow.slice(0, 2), 'device or file completions. ESC at any time exits.'],
  wide: [shellHelp.wide[0] ?? '', 'command completions. Anywhere else TAB lists possible device or file completions. ESC', 'at any time exits.'],
};

const linesFor = (help: Wrapped, terminal: Terminal): readonly string[] => (terminal.columns > 80 ? help.wide : help.narrow);

/** The box of GRUB 2's menu and editor, in cells. */
interface Box {
  readonly firstRow: number;
  readonly rows: number;
  /** Cells inside the border. */
  readonly width: number;
}

const insideColumn = 2;

/** Draws the menu over everything. */
export function drawMenu(terminal: Terminal, stage: MenuStage, settings: BootSettings): void {
  terminal.cursorShown = false;
  if (settings.grub === 'legacy') return drawLegacyMenu(terminal, stage);
  const { entries, selected, nested } = topLevel(stage);
  const debian = settings.colours === 'debian';
  const normal = debian ? 0x13 : plainAttribute;
  const highlight = debian ? 0x1f : inverse;
  const box = drawBox(terminal, settings, linesFor(nested ? nestedMenuHelp : menuHelp, terminal), normal);
  const first = Math.max(0, selected - box.rows + 1);
  for (let row = 0; row < box.rows; row++) {
    const entry = entries[first + row];
    const marked = first + row === selected;
    const text = `${marked ? '*' : ' '}${entry?.title ?? ''}`;
    terminal.put(insideColumn, box.firstRow + row, text.slice(0, box.width).padEnd(box.width), marked ? highlight : normal);
  }
  const arrowColumn = insideColumn + box.width + 1;
  if (first > 0) terminal.put(arrowColumn, box.firstRow, '↑');
  if (first + box.rows < entries.length) terminal.put(arrowColumn, box.firstRow + box.rows - 1, '↓');
  if (stage.secondsLeft !== undefined) terminal.put(3, terminal.rows - 3, `The highlighted entry will be executed automatically in ${stage.secondsLeft}s.`);
}

/** Draws the editor over everything. */
export function drawEditor(terminal: Terminal, stage: EditorStage, settings: BootSettings): void {
  terminal.cursorShown = true;
  if (settings.grub === 'legacy') return drawLegacyEditor(terminal, stage);
  const box = drawBox(terminal, settings, linesFor(editorHelp, terminal), plainAttribute);
  const perRow = box.width - 1;
  const rows = stage.lines.flatMap((line, index) => {
    const parts = line.match(new RegExp(`.{1,${perRow}}`, 'g')) ?? [''];
    return parts.map((part, number) => {
      return { text: number < parts.length - 1 ? `${part}\\` : part, cursor: index === stage.row && number === Math.min(Math.floor(stage.column / perRow), parts.length - 1) };
    });
  });
  const cursorRow = rows.findIndex(({ cursor }) => cursor);
  const first = Math.max(0, cursorRow - box.rows + 1);
  rows.slice(first, first + box.rows).forEach(({ text }, row) => terminal.put(insideColumn, box.firstRow + row, text));
  terminal.moveTo(insideColumn + (stage.column % perRow), box.firstRow + cursorRow - first);
}

/** Draws the head of GRUB's shell and leaves the cursor where its prompt goes. */
export function drawShellHead(terminal: Terminal, leavable: boolean, settings: BootSettings): void {
  if (settings.grub === 'legacy') return drawLegacyShellHead(terminal, leavable);
  terminal.clear();
  terminal.cursorShown = true;
  drawTitle(terminal, titles[settings.grub]);
  const help = linesFor(leavable ? leavableShellHelp : shellHelp, terminal);
  help.forEach((line, index) => terminal.put(3, 3 + index, line));
  terminal.moveTo(0, 3 + help.length + 2);
}

/** UEFI's own setup, which a press of ESC at the wrong moment opens. */
export function drawFirmwareSetup(terminal: Terminal): void {
  terminal.clear();
  terminal.cursorShown = false;
  terminal.put(2, 1, 'Practice UEFI firmware (a simulation)', inverse);
  ['Device Manager', 'Boot Manager', 'Boot Maintenance Manager', 'Continue (ESC)'].forEach((line, index) => terminal.put(4, 4 + index, line, index === 3 ? inverse : plainAttribute));
}

function drawTitle(terminal: Terminal, title: string): void {
  terminal.put(Math.floor((terminal.columns - title.length) / 2), 1, title);
}

function drawBox(terminal: Terminal, settings: BootSettings, help: readonly string[], attribute: number): Box {
  const { columns, rows } = terminal;
  terminal.clear();
  if (settings.grub !== 'legacy') drawTitle(terminal, titles[settings.grub]);
  // Below the box: an empty row, the help, two rows for the countdown, an empty row.
  const box = { firstRow: 4, rows: rows - 4 - 1 - 1 - help.length - 2 - 1, width: columns - 4 };
  frame(terminal, 1, 3, box.width, box.rows, attribute);
  help.forEach((line, index) => terminal.put(6, box.firstRow + box.rows + 2 + index, line));
  return box;
}

function frame(terminal: Terminal, column: number, row: number, width: number, height: number, attribute: number): void {
  terminal.put(column, row, `┌${'─'.repeat(width)}┐`, attribute);
  for (let inside = 1; inside <= height; inside++) terminal.put(column, row + inside, `│${' '.repeat(width)}│`, attribute);
  terminal.put(column, row + height + 1, `└${'─'.repeat(width)}┘`, attribute);
}

const legacyTitle = 'GNU GRUB  version 0.97  (639K lower / 523136K upper memory)';
const legacyRows = 12;
const legacyWidth = 73;

function drawLegacyList(terminal: Terminal, lines: readonly string[], selected: number, help: readonly string[]): void {
  terminal.clear();
  terminal.cursorShown = false;
  terminal.put(4, 1, legacyTitle);
  frame(terminal, 1, 3, legacyWidth, legacyRows, plainAttribute);
  const first = Math.max(0, selected - legacyRows + 1);
  for (let row = 0; row < legacyRows; row++) {
    const marked = first + row === selected;
    terminal.put(insideColumn, 4 + row, ` ${lines[first + row] ?? ''}`.slice(0, legacyWidth).padEnd(legacyWidth), marked ? inverse : plainAttribute);
  }
  ['Use the ↑ and ↓ keys to select which entry is highlighted.', ...help].forEach((line, index) => terminal.put(4, 17 + index, line));
}

function drawLegacyMenu(terminal: Terminal, stage: MenuStage): void {
  const { entries, selected } = topLevel(stage);
  const help = ["Press enter to boot the selected OS, 'e' to edit the", "commands before booting, or 'c' for a command-line."];
  drawLegacyList(terminal, entries.map(({ title }) => title), selected, help);
  if (stage.secondsLeft !== undefined) terminal.put(4, 22, `The highlighted entry will be booted automatically in ${stage.secondsLeft} seconds.`);
}

function drawLegacyEditor(terminal: Terminal, stage: EditorStage): void {
  if (stage.typing !== undefined) {
    drawLegacyShellHead(terminal, true);
    return terminal.print(`grub edit> ${stage.typing}`);
  }
  drawLegacyList(terminal, stage.lines, stage.row, [
    "Press 'b' to boot, 'e' to edit the selected command in the",
    "boot sequence, 'c' for a command-line, 'o' to open a new line",
    "after ('O' for before) the selected line, 'd' to remove the",
    'selected line, or escape to go back to the main menu.',
  ]);
}

function drawLegacyShellHead(terminal: Terminal, leavable: boolean): void {
  terminal.clear();
  terminal.cursorShown = true;
  terminal.put(4, 1, legacyTitle);
  const help = ['[ Minimal BASH-like line editing is supported.  For the first word, TAB', '  lists possible command completions.  Anywhere else TAB lists the possible', '  completions of a device/filename.'];
  help.forEach((line, index) => terminal.put(1, 3 + index, line));
  terminal.put(36, 5, leavable ? '  ESC at any time exits. ]' : ' ]');
  terminal.moveTo(0, 7);
}
