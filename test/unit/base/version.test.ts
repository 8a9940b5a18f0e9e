import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { version } from '../../../core/base/version.ts';

test('the version that the programs say is the package’s', () => {
  expect(version).toBe(packageJson.version);
});
