import type { EntryRole, TextPattern } from './plan.ts';

/** One list of a menu, top to bottom. */
export interface EntryList {
  readonly titles: readonly string[];
  /** Where the highlight was when the list was first seen: the entry that would have booted. */
  readonly highlighted: number;
}

/** Picks an entry of a list; undefined where the list has none that fits. */
export type Choice = (list: EntryList) => number | undefined;

/** Entries that open another list, in the words of GRUB's generators and their translations. Only these are ever entered to look inside. */
const submenuTitle =
  /^(?:Advanced options for |Erweiterte Optionen für |Options avancées pour |Opciones avanzadas para |Opções avançadas para |Opzioni avanzate per |Geavanceerde opties voor |Дополнительные параметры для |Other Linux kernels|Older kernels)|(?: の(?:高度な|詳細)オプション|高级选项|고급 설정)$/i;

export const isSubmenuTitle = (title: string): boolean => submenuTitle.test(title);

/** "(recovery mode)" as 10_linux writes it, "failsafe" as SUSE does. */
const recovery = /\(recovery mode\)|\(recover\)|\bfailsafe\b/i;
const rescue = /\brescue\b|レスキュー/i;
/** Not a kernel of this system at all. */
const notAKernel = /\bmemtest|\bUEFI Firmware\b|\bSystem setup\b|\bsnapshot/i;

/** The kernel's version in a title: `…, with Linux 6.1.0-56-amd64 (…)`, or `Rocky Linux (5.14.0-427.el9.x86_64) 9.4`. */
export function kernelVersion(title: string): string | undefined {
  return (/\((\d+\.\d+[\w.+~-]*)\)/.exec(title) ?? /\bLinux (\d+\.\d+[\w.+~-]*)/.exec(title) ?? /, with Linux (\S+)/.exec(title))?.[1];
}

function withPattern(pattern: TextPattern): Choice {
  return ({ titles }) => {
    const index = titles.findIndex((title) => pattern.matches(title));
    return index < 0 ? undefined : index;
  };
}

/** The entry after the current kernel's: generators list the newest kernel first. */
const previousKernel: Choice = (list) => otherKernel(list, (title) => !recovery.test(title) && !rescue.test(title));

/** The recovery entry of another kernel than the one that fails. */
const previousRecovery: Choice = (list) => otherKernel(list, (title) => recovery.test(title));

function otherKernel({ titles, highlighted }: EntryList, fits: (title: string) => boolean): number | undefined {
  const kernels = titles.flatMap((title, index) => {
    const version = notAKernel.test(title) ? undefined : kernelVersion(title);
    return version === undefined ? [] : [{ title, index, version }];
  });
  const current = kernels.find(({ index }) => index === highlighted) ?? kernels[0];
  return kernels.find(({ index, title, version }) => current && index > current.index && version !== current.version && fits(title))?.index;
}

const anyRecovery: Choice = ({ titles }) => {
  const index = titles.findIndex((title) => recovery.test(title));
  return index < 0 ? undefined : index;
};

const rescueEntry: Choice = ({ titles }) => {
  const index = titles.findIndex((title) => rescue.test(title));
  return index < 0 ? undefined : index;
};

/** What to look for, the best first: each is sought in the whole menu before the next. */
export function choicesFor(entry: { readonly role: EntryRole } | { readonly pattern: TextPattern }): readonly Choice[] {
  if ('pattern' in entry) return [withPattern(entry.pattern)];
  return entry.role === 'rescue' ? [rescueEntry, previousRecovery, anyRecovery] : [previousKernel];
}
