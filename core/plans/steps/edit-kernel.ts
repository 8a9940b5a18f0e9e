import { BootcatchError } from '../../base/error.ts';
import type { Reading } from '../../reading/reading.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { Typist, type Echo } from '../../typing/typist.ts';
import type { TypingLayouts } from '../../typing/strokes.ts';
import { editorLines, initramfsKind, kernelLineIndex } from '../editor-text.ts';
import { planKeys, type Hands } from '../hands.ts';
import { highlightedTitle } from '../menu-walker.ts';
import type { KernelRole } from '../plan.ts';
import { bootWith } from './boot.ts';

/** An entry's commands may be longer than the screen; this far down the kernel line is looked for. */
const DOWN_LIMIT = 80;
/** The cursor's moves can't be seen; GRUB takes this long for one at most. */
const CURSOR_MS = 60;
const EDITOR_LIMIT_MS = 5_000;
/** Typing that did not arrive where it was meant is thrown away with the whole editor, and begun anew this often. */
const STARTS = 2;

export interface EditKernelRequest {
  readonly append: string | { readonly role: KernelRole };
  readonly layouts: TypingLayouts;
}

/**
 * Adds words to the kernel line of the highlighted entry and boots it. Nothing boots unless the line reads exactly as meant and no
 * other line has changed; else the editor is left, which undoes everything, and the menu stands as before.
 * @throws BootcatchError `plan.*`
 */
export async function editKernel(request: EditKernelRequest, hands: Hands, timeline: Timeline): Promise<void> {
  for (let start = 1; ; start++) {
    const opened = await openEditor(hands);
    try {
      const before = await typeWords(request, opened, hands, timeline);
      return await bootWith([planKeys.controlX, planKeys.f10], before, hands);
    } catch (error) {
      const inEditor = hands.signal.aborted ? false : (await hands.look()).menu?.view === 'editor';
      if (inEditor) await leaveEditor(hands);
      const canRetry = error instanceof BootcatchError && (error.code === 'plan.typedUnseen' || error.code === 'plan.typedWrong');
      if (!inEditor || !canRetry || start >= STARTS) throw error;
      timeline.append({ event: 'notice', message: { key: 'plan.editorAgain', values: {} } });
    }
  }
}

async function openEditor(hands: Hands): Promise<readonly string[]> {
  const opened = await hands.act(planKeys.edit, (reading) => {
    if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
    return editorLines(reading);
  });
  if (!opened) throw new BootcatchError('plan.stuck', { key: planKeys.edit.name });
  return (await hands.settled(editorLines, EDITOR_LIMIT_MS)) ?? opened;
}

async function leaveEditor(hands: Hands): Promise<void> {
  await hands.act(planKeys.escape, (reading) => (highlightedTitle(reading) === undefined ? undefined : true));
}

/** @returns the picture that was proved right, in which the boot key may be pressed */
async function typeWords({ append, layouts }: EditKernelRequest, opened: readonly string[], hands: Hands, timeline: Timeline): Promise<Reading> {
  const lines = await moveToKernelLine(opened, hands);
  const kernel = lines[kernelLineIndex(lines) ?? -1] ?? '';
  const words = typeof append === 'string' ? append : breakWords(lines);
  if (kernel.split(/\s+/).join(' ').endsWith(` ${words}`)) throw new BootcatchError('plan.alreadyThere', { words });
  timeline.append({ event: 'notice', message: { key: 'plan.appends', values: { words } } });
  const typist = new Typist(hands, layouts);
  await typist.type(` ${words}`, echoBehind(kernel, lines));
  const meant = `${kernel} ${words}`;
  const proved = await hands.look();
  const now = editorLines(proved);
  if (!now?.includes(meant) || now.some((line) => line !== meant && !isKnown(line, lines))) {
    throw new BootcatchError('plan.typedWrong', { seen: now?.[kernelLineIndex(now) ?? -1] ?? '' });
  }
  return proved;
}

/** A line that stood in the editor before, or one that scrolled into sight: blank, or never seen. */
function isKnown(line: string, before: readonly string[]): boolean {
  return line === '' || before.includes(line);
}

/** Puts the cursor at the end of the kernel line. Cursor moves can't be seen: the first typed characters show whether they arrived. */
async function moveToKernelLine(opened: readonly string[], hands: Hands): Promise<readonly string[]> {
  let lines = opened;
  let cursor = 0;
  while (kernelLineIndex(lines) === undefined) {
    if (cursor >= DOWN_LIMIT) throw new BootcatchError('plan.noKernelLine');
    hands.press(planKeys.down);
    await hands.pause(CURSOR_MS);
    cursor++;
    if (cursor >= lines.length) lines = (await hands.settled(editorLines, EDITOR_LIMIT_MS)) ?? [];
  }
  // As long as the list has not scrolled, its lines are counted from its top; once it has, the cursor is where the last line came up.
  for (const target = kernelLineIndex(lines) ?? 0; cursor < target && lines === opened; cursor++) {
    hands.press(planKeys.down);
    await hands.pause(CURSOR_MS);
  }
  hands.press(planKeys.end);
  await hands.pause(CURSOR_MS);
  return lines;
}

/** What stands behind the kernel line's old end. Undefined where another line changed: then the cursor was not where it should be. */
function echoBehind(kernel: string, before: readonly string[]): Echo {
  return {
    read: (reading) => {
      const lines = editorLines(reading);
      const line = lines?.find((text) => text === kernel || text.startsWith(`${kernel} `)) ?? lines?.find((text) => text.startsWith(kernel));
      if (line === undefined || lines?.some((text) => text !== line && !isKnown(text, before))) return undefined;
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
