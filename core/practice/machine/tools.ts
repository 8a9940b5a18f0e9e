import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BootcatchError } from '../../base/error.ts';

/** The programs that the practice machine is made of, each with the package that brings it: Debian and Ubuntu, Fedora, Homebrew. */
const packages = {
  'qemu-system-x86_64': { apt: 'qemu-system-x86', dnf: 'qemu-system-x86-core', brew: 'qemu' },
  'grub-mkrescue': { apt: 'grub-common grub-pc-bin grub-efi-amd64-bin xorriso mtools', dnf: 'grub2-tools-extra grub2-pc-modules grub2-efi-x64-modules xorriso mtools', brew: undefined },
  websockify: { apt: 'websockify', dnf: 'python3-websockify', brew: 'websockify' },
  busybox: { apt: 'busybox-static', dnf: 'busybox', brew: undefined },
  ovmf: { apt: 'ovmf', dnf: 'edk2-ovmf', brew: 'qemu' },
} as const;

export type Tool = keyof typeof packages;

/** Other names under which distributions ship the same program. */
const otherNames: Partial<Record<Tool, readonly string[]>> = { 'grub-mkrescue': ['grub2-mkrescue'] };

/** The full path of a program, or undefined where none of its names is on the search path. */
export function findTool(tool: Tool): string | undefined {
  for (const name of [tool, ...(otherNames[tool] ?? [])]) {
    const path = findOnPath(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** @throws BootcatchError `practice.toolMissing` that names the command that installs it. */
export function requireTool(tool: Tool): string {
  const path = findTool(tool);
  if (path === undefined) throw toolMissing(tool);
  return path;
}

export function toolMissing(tool: Tool): BootcatchError {
  const command = installCommand(tool);
  return command === undefined ? new BootcatchError('practice.toolUnavailable', { tool }) : new BootcatchError('practice.toolMissing', { tool, command });
}

/** The command that installs a program here; undefined where no package manager that has it is known. */
function installCommand(tool: Tool): string | undefined {
  const { apt, dnf, brew } = packages[tool];
  if (findOnPath('apt-get') !== undefined) return `sudo apt-get install ${apt}`;
  if (findOnPath('dnf') !== undefined) return `sudo dnf install ${dnf}`;
  if (findOnPath('brew') !== undefined && brew !== undefined) return `brew install ${brew}`;
  return undefined;
}

/** The full path of any program on the search path. */
export function findOnPath(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, file))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Runs a program to its end and returns what it wrote to its output.
 * @throws BootcatchError `practice.toolFailed` with the last line that it wrote to its error stream.
 */
export function run(command: string, args: readonly string[], options: { folder?: string; timeoutMs?: number } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = { cwd: options.folder, timeout: options.timeoutMs ?? 60_000, maxBuffer: 4 << 20, env: { ...process.env, LC_ALL: 'C' } };
    execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const line = stderr.trim().split('\n').at(-1) ?? '';
      reject(new BootcatchError('practice.toolFailed', { tool: command, line: line || error.message }, { cause: error }));
    });
  });
}
