/** What a file is called where a name holds nothing but folders. */
const namelessFile = 'bootcatch';

/** The name of a file as a window asks for it, without the folders that it may hold: it is only a name, and leads nowhere else. */
export function withoutFolders(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return /^\.{0,2}$/.test(last) ? namelessFile : last;
}
