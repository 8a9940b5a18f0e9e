import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureModules } from './modules.mjs';
import { ensurePackages } from './packages.mjs';
import { chooseNode } from './runtime.mjs';

/** The project's folder. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Makes everything ready for a command of the project. Costs a few milliseconds when nothing is missing.
 * @param {import('./packages.mjs').Need | undefined} need undefined for a command that needs nothing from the system
 * @param {import('./modules.mjs').Modules} [modules]
 * @returns {Promise<string>} path of the Node to run it with
 * @throws SetupError that names the next step
 */
export async function prepare(need, modules = 'all') {
  await ensureModules(projectRoot, modules);
  const node = chooseNode(projectRoot);
  if (need !== undefined) await ensurePackages(need);
  return node;
}

/**
 * What a command line of bootcatch needs from the system: a catch on the real practice machine is the only one that does.
 * @param {readonly string[]} args
 * @returns {import('./packages.mjs').Need | undefined}
 */
export function needOfArguments(args) {
  return args.some((arg) => arg === 'qemu' || arg.startsWith('qemu:')) ? 'qemu' : undefined;
}
