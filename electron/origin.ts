/**
 * The window's own origin. A scheme of its own is a secure context, as noVNC wants it, and unlike `file:` it reaches nothing but the window's own files.
 */
export const windowScheme = 'bootcatch-app';

const windowHost = 'window';

/** The page that the window shows. */
export const windowUrl = `${windowScheme}://${windowHost}/index.html`;

/** True for an address of the window's own files; whatever else asks for something is refused. */
export function isOurs(url: string | undefined): boolean {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed?.protocol === `${windowScheme}:` && parsed.host === windowHost;
}
