import { expect, test } from 'vitest';
import { withoutFolders } from '../../../core/base/file-name.ts';

test.each([
  ['web-01 2026-11-23.png', 'web-01 2026-11-23.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\win.ini', 'win.ini'],
  ['a/b\\..', 'bootcatch'],
  ['folder/', 'bootcatch'],
  ['.', 'bootcatch'],
  ['.bashrc', '.bashrc'],
])('%j names the file %j', (name, file) => {
  expect(withoutFolders(name)).toBe(file);
});
