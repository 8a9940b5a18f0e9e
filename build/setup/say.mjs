/**
 * What the set-up tells the person. It all goes to the error stream: a command's own output stays clean for whatever reads it.
 *
 * @typedef {{ en: string, ja: string }} Text one sentence in both languages
 */

/** The names under which the system tells its language, the strongest first. */
const localeVariables = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {'en' | 'ja'}
 */
export function localeOf(env) {
  const name = localeVariables.map((key) => env[key]).find((value) => value !== undefined && value !== '');
  return name?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

/** @param {Text} text */
export function say(text) {
  process.stderr.write(`${text[localeOf(process.env)]}\n`);
}

/** A failure that the person can do something about; its text holds the next step. */
export class SetupError extends Error {
  /** @param {Text} text */
  constructor(text) {
    super(text[localeOf(process.env)]);
    this.name = 'SetupError';
  }
}
