import { findTool, type Tool } from '../../core/practice/machine/tools.ts';

const needed: readonly Tool[] = ['qemu-system-x86_64', 'grub-mkrescue', 'busybox', 'websockify'];

const missing = needed.filter((tool) => findTool(tool) === undefined);

/** Why the laboratory cannot run here, or an empty text. `build/setup.mjs` installs what it needs where it may. */
export const labMissing = missing.length === 0 ? '' : `The laboratory needs ${missing.join(', ')}; build/setup.mjs names the command that installs them.`;
if (labMissing !== '') console.warn(`Skipped: ${labMissing}`);
