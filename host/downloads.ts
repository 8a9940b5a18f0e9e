import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../core/base/clock.ts';
import { withoutFolders } from '../core/base/file-name.ts';
import type { Disposable } from '../core/base/lifecycle.ts';
import type { ExportPlaces } from '../core/engine/recording-exports.ts';

/** A file that no window fetches within this time is thrown away. */
const OFFER_LIFE_MS = 60_000;
const downloadPath = '/download/';

interface Offer {
  readonly file: string;
  readonly name: string;
  readonly timer: Disposable;
}

/**
 * Files for a window to fetch. A browser's download shows no key, so each has an address that nobody guesses and that is good once. The files
 * lie in folders of their own among the temporary ones, readable by this person alone, and are gone once they were fetched.
 */
export class Downloads implements ExportPlaces {
  readonly #clock: Clock;
  readonly #offers = new Map<string, Offer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async choose(name: string): Promise<string> {
    return join(await mkdtemp(join(tmpdir(), 'bootcatch-export-')), withoutFolders(name));
  }

  hand(file: string, name: string): string {
    const id = randomBytes(24).toString('base64url');
    const timer = this.#clock.setTimeout(() => void this.#forget(id), OFFER_LIFE_MS);
    this.#offers.set(id, { file, name, timer });
    return downloadPath + id;
  }

  async discard(file: string): Promise<void> {
    await rm(dirname(file), { recursive: true, force: true });
  }

  /** Answers a request for a path with the file behind it. @returns false where there is none */
  async serve(path: string, response: ServerResponse): Promise<boolean> {
    const id = path.startsWith(downloadPath) ? path.slice(downloadPath.length) : '';
    const offer = this.#offers.get(id);
    if (!offer) return false;
    offer.timer.dispose();
    this.#offers.delete(id);
    try {
      const { size } = await stat(offer.file);
      const name = encodeURIComponent(offer.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size, 'Content-Disposition': `attachment; filename*=UTF-8''${name}`, 'Cache-Control': 'no-store' });
      // A window that hangs up in the middle gets no more of it.
      await pipeline(createReadStream(offer.file), response).catch(() => response.destroy());
    } finally {
      await this.discard(offer.file);
    }
    return true;
  }

  /** Throws away what nobody has fetched. */
  async close(): Promise<void> {
    await Promise.all([...this.#offers.keys()].map((id) => this.#forget(id)));
  }

  async #forget(id: string): Promise<void> {
    const offer = this.#offers.get(id);
    offer?.timer.dispose();
    this.#offers.delete(id);
    if (offer) await this.discard(offer.file);
  }
}
