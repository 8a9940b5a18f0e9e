import { missingPackages, proofFinder, systemPackages } from '../../build/setup/packages.mjs';

/** One of these misses only its own tests, which say so themselves. */
const dispensable = new Set(['python3-nova']);

const missing = missingPackages(systemPackages, 'test', proofFinder(process.env['PATH'] ?? '')).filter(({ name }) => !dispensable.has(name));

/** Why the laboratory cannot run here, or an empty text. `build/setup.mjs` installs what it needs where it may. */
export const labMissing = missing.length === 0 ? '' : `The laboratory needs ${missing.map(({ name }) => name).join(', ')}; build/setup.mjs names the command that installs them.`;
if (labMissing !== '') console.warn(`Skipped: ${labMissing}`);
