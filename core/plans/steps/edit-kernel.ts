import { BootcatchError } from '../../base/error.ts';
import type { Reading } from '../../reading/reading.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { Typist, type Echo } from '../../typing/typist.ts';
import type { TypingLayouts } from '../../typing/strokes.ts';
import { editorText, initramfsKind, isSubmenu, kernelLineIndex, type EditorText } from '../editor-text.ts';
import { contentOf, DECISIVE_LIMIT_MS, planKeys, unexpected, type Hands, type NamedKey } from '../hands.ts';
import { highlightedTitle } from '../menu-spot.ts';
import type { KernelRole } from '../plan.ts';
import { pressOnMenu } from '../press-on-menu.ts';
import { bootEdited } from './boot.ts';

/** An entry's commands may be longer than the screen; this far down the kernel line is looked for. */
const DOWN_LIMIT = 80;
/** The cursor's moves can't be seen; GRUB takes this long for one at most. */
const CURSOR_MS = 60;
const CURSOR_TRIES = 4;
const EDITOR_LIMIT_MS = 5_000;
/** Typing that did not arrive where it was meant is thrown away with the whole editor, and begun anew this often. */
const STARTS = 2;

export interface EditKernelRequest {
  /** The held menu, its highlight on the entry to edit. */
  readonly menu: Reading;
  readonly append: string | { readonly role: KernelRole };
  readonly layouts: TypingLayouts;
}

/**
 * Adds words to the kernel line of the highlighted entry and boots it. Nothing boots unless the line reads exactly as meant and no
 * other line has changed; else the editor is left, which undoes everything, and the menu stands as before.
 * @returns the layouts, as learnt from the echo
 * @throws BootcatchError `plan.*`
 */
export async function editKernel({ menu, append, layouts }: EditKernelRequest, hands: Hands, timeline: Timeline): Promise<TypingLayouts> {
  const typist = new Typist(hands, layouts);
  let before = menu;
  for (let start = 1; ; start++) {
    const opened = await openEditor(before, hands);
    try {
      await bootEdited(await typeWords(append, opened, typist, hands, timeline), hands);
      return typist.layouts;
    } catch (error) {
      const inEditor = hands.signal.aborted ? false : (await hands.look()).menu?.view === 'editor';
      if (inEditor) await leaveEditor(hands);
      const canRetry = error instanceof BootcatchError && (error.code === 'plan.typedUnseen' || error.code === 'plan.typedWrong');
      if (!inEditor || !canRetry || start >= STARTS) throw error;
      before = await hands.look();
      // Leaving the editor may have come to another menu than the one that it was opened from.
      if (contentOf(before) !== contentOf(menu)) throw error;
      timeline.append({ event: 'notice', message: { key: 'plan.editorAgain', values: {} } });
    }
  }
}

async function openEditor(before: Reading, hands: Hands): Promise<EditorText> {
  const effect = (reading: Reading): EditorText | undefined => {
    if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
    return editorText(reading);
  };
  await pressOnMenu({ key: planKeys.edit, before, effect }, hands);
  return settledText(hands);
}

async function leaveEditor(hands: Hands): Promise<void> {
  hands.press(planKeys.escape);
  await hands.until(highlightedTitle, DECISIVE_LIMIT_MS);
}

/** @returns the picture that was proved right, in which the boot key may be pressed */
async function typeWords(append: EditKernelRequest['append'], opened: EditorText, typist: Typist, hands: Hands, timeline: Timeline): Promise<Reading> {
  const { lines, kernel } = await moveToKernelLine(opened, hands);
  const words = typeof append === 'string' ? append : breakWords(lines);
  if (kernel.trim().split(/\s+/).join(' ').endsWith(` ${words}`)) throw new BootcatchError('plan.alreadyThere', { words });
  timeline.append({ event: 'notice', message: { key: 'plan.appends', values: { words } } });
  await typist.type(` ${words}`, echoBehind(kernel, lines));
  const meant = `${kernel} ${words}`;
  // A key that was late would still change what has just been read.
  const typed = await hands.look();
  if ((await findCursor(editorText(typed)?.lines ?? [], hands)).line !== meant) throw new BootcatchError('plan.typedWrong', { seen: meant });
  const proved = await hands.look();
  const now = editorText(proved)?.lines ?? [];
  if (!now.includes(meant) || otherLinesChanged(now, meant, lines)) throw new BootcatchError('plan.typedWrong', { seen: now[kernelLineIndex(now) ?? -1] ?? '' });
  return proved;
}

/** True where a line beside the kernel's is not one that stood there before. At the edges, parts of lines are enough. */
function otherLinesChanged(now: readonly string[], kernel: string, before: readonly string[]): boolean {
  return now.some((line, index) => {
    if (line === kernel || line === '' || before.includes(line)) return false;
    if (index === 0) return !before.some((old) => old.endsWith(line));
    return index < now.length - 1 || !before.some((old) => old.startsWith(line));
  });
}

/**
 * Puts the cursor at the end of the kernel line. The cursor itself can't be seen, so a letter that is typed and taken back shows where it is.
 * @returns the text as it stands then, and the kernel line with the blanks at its end, which cannot be seen either
 * @throws BootcatchError `plan.noKernelLine`, `plan.typedUnseen`
 */
async function moveToKernelLine(opened: EditorText, hands: Hands): Promise<{ readonly lines: readonly string[]; readonly kernel: string }> {
  let text = opened;
  if (isSubmenu(text.lines)) throw new BootcatchError('plan.noKernelLine');
  await press(planKeys.down, kernelLineIndex(text.lines) ?? text.lines.length - 1, hands);
  for (let downs = 0; kernelLineIndex(text.lines) === undefined; downs++) {
    if (!text.more || downs >= DOWN_LIMIT) throw new BootcatchError('plan.noKernelLine');
    await press(planKeys.down, 1, hands);
    text = await settledText(hands);
  }
  for (let attempt = 1; attempt <= CURSOR_TRIES; attempt++) {
    await press(planKeys.end, 1, hands);
    const { lines } = (text = await settledText(hands));
    const kernelAt = kernelLineIndex(lines);
    const cursor = await findCursor(lines, hands);
    if (kernelAt === undefined) throw new BootcatchError('plan.noKernelLine');
    if (cursor.index === kernelAt) return { lines, kernel: cursor.line };
    await press(cursor.index < kernelAt ? planKeys.down : planKeys.up, Math.abs(kernelAt - cursor.index), hands);
  }
  throw new BootcatchError('plan.typedUnseen');
}

/** @returns the line at whose end the cursor is: generators leave blanks there, behind a variable that is empty */
async function findCursor(lines: readonly string[], hands: Hands): Promise<{ readonly index: number; readonly line: string }> {
  hands.press(planKeys.probe);
  const found = await hands.until((reading) => {
    const now = editorText(reading)?.lines ?? [];
    const index = now.findIndex((line, at) => line !== lines[at]);
    const [before = '', after = ''] = [lines[index], now[index]];
    const line = after.slice(0, -planKeys.probe.name.length);
    return index >= 0 && after.endsWith(planKeys.probe.name) && line.startsWith(before) && line.trimEnd() === before.trimEnd() ? { index, line } : undefined;
  }, EDITOR_LIMIT_MS);
  if (found === undefined) throw new BootcatchError('plan.typedUnseen');
  hands.press(planKeys.backspace);
  const undone = await hands.until((reading) => (editorText(reading)?.lines.join('\n') === lines.join('\n') ? true : undefined), EDITOR_LIMIT_MS);
  if (!undone) throw new BootcatchError('plan.typedUnseen');
  return found;
}

async function press(key: NamedKey, count: number, hands: Hands): Promise<void> {
  for (let pressed = 0; pressed < count; pressed++) {
    hands.press(key);
    await hands.pause(CURSOR_MS);
  }
}

async function settledText(hands: Hands): Promise<EditorText> {
  const text = await hands.settled(editorText, EDITOR_LIMIT_MS);
  if (!text) throw unexpected(await hands.look());
  return text;
}

/** What stands behind the kernel line's old end, its blanks included. Undefined where another line changed: then the cursor was not where it should be. */
function echoBehind(kernel: string, before: readonly string[]): Echo {
  const shown = kernel.trimEnd();
  return {
    read: (reading) => {
      const lines = editorText(reading)?.lines;
      const line = lines?.find((text) => text === shown || text.startsWith(`${shown} `)) ?? lines?.find((text) => text.startsWith(shown));
      if (!lines || line === undefined || otherLinesChanged(lines, line, before)) return undefined;
      return line.slice(kernel.length).trimEnd();
    },
  };
}

/** The word that stops in the early file system: each maker of one has its own. */
function breakWords(lines: readonly string[]): string {
  const kind = initramfsKind(lines);
  if (kind === undefined) throw new BootcatchError('plan.initramfsUnknown');
  return kind === 'dracut' ? 'rd.break' : 'break=mount';
}
