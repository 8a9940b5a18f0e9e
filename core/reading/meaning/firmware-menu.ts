import type { Menu, ScreenText } from '../reading.ts';

const setupWords = [/<Enter>=Select Entry/i, /F9=Reset to Defaults/i, /F10=Save/i, /Select Language\s+<|^\s*(?:>? ?)Boot Maintenance Manager/i];

/** Reads the firmware's own menus: SeaBIOS's list of boot devices and the front page of a UEFI setup. None of them is what is to be held. */
export function readFirmwareMenu({ lines, inverseRows }: ScreenText): Menu | undefined {
  const base = { kind: 'firmware', view: 'menu', selectedIndex: undefined, secondsLeft: undefined, nested: true, scrolled: false, complete: true } as const;
  const question = lines.findLastIndex((line) => /^Select boot device:$/.test(line.trim()));
  if (question >= 0) {
    const entries = lines.slice(question + 1).flatMap((line) => (/^\s*[0-9a-z]\. (.+)$/.exec(line)?.[1] ?? []));
    return { ...base, title: 'Select boot device:', entries };
  }
  const known = setupWords.filter((word) => lines.some((line) => word.test(line)));
  if (known.length < 2) return undefined;
  const rows = inverseRows.flatMap((row) => lines[row]?.trim() ?? []).filter((line) => line !== '');
  return { ...base, title: '', entries: rows, selectedIndex: rows.length === 1 ? 0 : undefined };
}
