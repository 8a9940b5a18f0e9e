import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guesserCommand, guessText } from '../../../core/reading/node/guess.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcatch-guess-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (file: string, content: string): Promise<void> => {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
};

describe('guessing text', () => {
  it('is left out where the recogniser is not installed, wholly or in part', async () => {
    expect(await guessText(new Uint8Array(), folder)).toBeUndefined();
    expect(await guessText(new Uint8Array(), join(folder, 'nowhere'))).toBeUndefined();
    await put('node_modules/tesseract.js/index.js', '');
    expect(await guessText(new Uint8Array(), folder)).toBeUndefined();
  });

  it('hands the picture to the recogniser, with the languages from this machine and no cache of its own', async () => {
    await put(
      'node_modules/tesseract.js/index.js',
      `exports.createWorker = async (...made) => ({
        recognize: async (png) => ({ data: { text: JSON.stringify([...made, String(png)]) } }),
        terminate: async () => {},
      });`,
    );
    for (const code of ['eng', 'jpn']) await put(`node_modules/@tesseract.js-data/${code}/4.0.0_best_int/${code}.traineddata.gz`, code);
    const langPath = join(folder, 'languages');
    expect(JSON.parse((await guessText(Buffer.from('picture'), folder)) ?? '')).toEqual([['eng', 'jpn'], 1, { langPath, cacheMethod: 'none' }, 'picture']);
    expect((await readdir(langPath)).sort()).toEqual(['eng.traineddata.gz', 'jpn.traineddata.gz']);
  });

  it('the command that installs it runs no script of a package', () => {
    expect(guesserCommand('/home/me/guess')).toMatch(/^npm install --ignore-scripts --prefix "\/home\/me\/guess" tesseract\.js@/);
  });
});
