import { execFile } from 'node:child_process';
import type { Run } from '../ports.ts';

/** More than any listing of virtual machines; a program that says more is ended. */
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/** Runs a program of this machine, without a shell in between. */
export const runNodeProcess: Run = (program, { args, signal }) =>
  new Promise((resolve, reject) => {
    execFile(program, args, { signal, maxBuffer: OUTPUT_LIMIT_BYTES, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (!error) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else reject(new Error(error.message, { cause: error }));
    });
  });
