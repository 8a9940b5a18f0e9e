import { writeFileSync } from 'node:fs';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';
import type { Files } from '../core/providers/ports.ts';
import { readRecord } from '../core/storage/collection.ts';

const side = z.number().int();
const windowStateSchema = z.object({ bounds: z.object({ x: side, y: side, width: side.positive(), height: side.positive() }), maximized: z.boolean() });
export type WindowState = z.infer<typeof windowStateSchema>;

/** Room for a console of 800×600 beside the list and the story. */
export const defaultSize = { width: 1360, height: 860 } as const;

/** A window that shows less than this of itself cannot be found or dragged. */
const leastVisible = { width: 200, height: 80 } as const;

/** Where the window was, or where it belongs; a place that no screen shows any more counts as none. */
export async function readWindowState(path: string, files: Files): Promise<WindowState | undefined> {
  const state = await readRecord(path, windowStateSchema, files).catch(() => undefined);
  return state && isVisible(state.bounds, screen.getAllDisplays().map(({ workArea }) => workArea)) ? state : undefined;
}

/** Keeps where the window is when it closes. */
export function keepWindowState(window: BrowserWindow, path: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      // At once, since the app may end with its window; a file cut short counts as none.
      writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
    } catch {
      // A place that cannot be kept is no reason to bother anybody.
      return;
    }
  });
}

/** Whether enough of a window lies on one of the screens. */
export function isVisible(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
    // The title bar is what a window is dragged by.
    return width >= leastVisible.width && height >= leastVisible.height && bounds.y >= area.y;
  });
}
