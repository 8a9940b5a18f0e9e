import { writeFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { screenToPng } from '../core/screen/png.ts';
import type { Screen } from '../core/screen/screen.ts';

/** Saves the picture as a PNG file. @throws BootcatchError `cli.cannotWrite`, `cli.noPicture` */
export async function saveScreenshot(screen: Screen, file: string): Promise<void> {
  if (screen.width === 0) throw new BootcatchError('cli.noPicture');
  try {
    await writeFile(file, screenToPng(screen));
  } catch (error) {
    throw new BootcatchError('cli.cannotWrite', { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, { cause: error });
  }
}
