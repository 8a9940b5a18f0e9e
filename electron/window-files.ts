import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import { isOurs, windowScheme } from './origin.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The window loads nothing from elsewhere, talks to nobody else, and stands in no other page. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Makes the window's scheme a secure one with an origin. Before the app is ready. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built window from `folder`, and nothing outside it. */
export function setupWindowFiles(folder: string): void {
  protocol.handle(windowScheme, (request) => serveWindowFile(folder, request));
}

/** The answer to one request of the window. */
export async function serveWindowFile(folder: string, { url, method }: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const path = isOurs(url) && method === 'GET' ? pathInside(folder, url) : undefined;
  const type = path === undefined ? undefined : contentTypes[extname(path)];
  if (path === undefined || type === undefined) return new Response('Nothing is served here.', { status: 404, headers });
  try {
    return new Response(await readFile(path), { headers: { ...headers, 'Content-Type': type } });
  } catch {
    return new Response('There is no such file.', { status: 404, headers });
  }
}

/** The file behind an address; undefined where it would lie outside the folder. */
function pathInside(folder: string, url: string): string | undefined {
  try {
    const path = normalize(join(folder, decodeURIComponent(new URL(url).pathname)));
    return path.startsWith(folder + sep) && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined;
  }
}
