import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { makeFolder } from '../../storage/node-folder.ts';

/** What is used of the recogniser. */
interface Recogniser {
  createWorker(languages: readonly string[], engine: number, options: { readonly langPath: string; readonly cacheMethod: 'none' }): Promise<RecogniserWorker>;
}

interface RecogniserWorker {
  recognize(png: Buffer): Promise<{ readonly data: { readonly text: string } }>;
  terminate(): Promise<unknown>;
}

/** Neural engine: the one that the language data below are for. */
const NEURAL_ENGINE = 1;
const languages = ['eng', 'jpn'];
const parts = ['tesseract.js@7.0.0', '@tesseract.js-data/eng@1.0.0', '@tesseract.js-data/jpn@1.0.0'];

/** Where the recogniser is looked for. */
export const guesserFolder = (dataFolder: string): string => join(dataFolder, 'guess');

/** The command that puts the recogniser and its languages into `folder`: 80 MB that few need, so nobody gets them unasked. */
export const guesserCommand = (folder: string): string => `npm install --ignore-scripts --prefix "${folder}" ${parts.join(' ')}`;

/**
 * What a picture in no known font may say, guessed from the looks of its letters. Takes seconds, uses no network.
 * @param folder where {@link guesserCommand} has put the recogniser
 * @returns undefined where it is not there
 */
export async function guessText(png: Uint8Array, folder: string): Promise<string | undefined> {
  const parts = createRequire(join(folder, 'package.json'));
  const langPath = join(folder, 'languages');
  let recogniser: Recogniser;
  try {
    recogniser = parts('tesseract.js') as Recogniser;
    // It takes all languages from one folder, and each comes in a package of its own.
    makeFolder(langPath);
    for (const language of languages) {
      const file = `${language}.traineddata.gz`;
      await copyFile(parts.resolve(`@tesseract.js-data/${language}/4.0.0_best_int/${file}`), join(langPath, file));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  const worker = await recogniser.createWorker(languages, NEURAL_ENGINE, { langPath, cacheMethod: 'none' });
  try {
    const { data } = await worker.recognize(Buffer.from(png));
    return data.text;
  } finally {
    await worker.terminate();
  }
}
