import type { Target } from '../providers/provider.ts';

/** The keys that can hold a boot loader of which nothing is seen yet. */
export type HoldKey = 'f4' | 'shift' | 'esc' | 'arrows' | 'sequence';

/** What one lap without a held menu has shown. */
export interface LapRecord {
  readonly key: HoldKey;
  /** True where keys had been flowing before the boot loader started, as the screen showed. */
  readonly keysWereEarly: boolean;
  readonly menuSeen: boolean;
  /** True where the boot went past the boot loader: its `Booting` line, kernel lines, a panic, a login. */
  readonly kernelCame: boolean;
}

export type Firmware = Target['firmware'];

/** A lap whose only explanation is that this key holds nothing here. */
function refutes(lap: LapRecord, key: HoldKey): boolean {
  return lap.key === key && lap.keysWereEarly && lap.kernelCame && !lap.menuSeen;
}

/** The keys worth trying blind. ESC opens the firmware's setup under UEFI, so it needs a known BIOS or a line, to which a firmware seldom listens. A line can't hold Shift. */
function blindKeys(firmware: Firmware, isText: boolean): readonly HoldKey[] {
  if (isText) return firmware === 'uefi' ? ['f4'] : ['f4', 'esc'];
  return firmware === 'bios' ? ['f4', 'shift', 'esc'] : ['f4', 'shift'];
}

/**
 * The key that `auto` uses in the next lap: the first one that no lap has refuted. F4 comes first because it is harmless in every
 * GRUB menu and interrupts hidden ones since 2.06; ESC is the only one that older versions know.
 */
export function nextAutoKey(laps: readonly LapRecord[], firmware: Firmware, isText = false): HoldKey {
  return blindKeys(firmware, isText).find((key) => !laps.some((lap) => refutes(lap, key))) ?? 'f4';
}

/**
 * True where the laps leave only one likely explanation: a timeout of 0 with a visible menu, where GRUB polls no key.
 * It takes two laps, every blind key refuted, and no menu ever seen. A line of text proves nothing of the kind: GRUB may well have its menu on
 * another terminal, deaf to the line.
 */
export function isUncatchable(laps: readonly LapRecord[], firmware: Firmware, isText = false): boolean {
  const refuted = laps.filter((lap) => refutes(lap, lap.key));
  return (
    !isText &&
    refuted.length >= 2 &&
    laps.every((lap) => !lap.menuSeen) &&
    blindKeys(firmware, false).every((key) => refuted.some((lap) => lap.key === key))
  );
}
