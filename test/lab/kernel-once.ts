import { join } from 'node:path';
import { obtainKernel } from '../../core/practice/machine/kernel.ts';
import { imageCache } from './machine.ts';
import { labMissing } from './tools.ts';

/** Fetches the machines' kernel before the tests that run beside each other would each fetch it. What goes wrong here is told by the tests that need it. */
export default async function fetchKernel(): Promise<void> {
  if (labMissing === '') await obtainKernel(join(imageCache, 'kernel')).catch(() => undefined);
}
