import type { Link } from '../../../core/link/link.ts';
import { TextPainter, vgaTextMode } from '../../../core/screen/text-painter.ts';
import { Terminal } from '../../../core/practice/simulated/terminal.ts';
import { RfbServer } from '../../../core/rfb/server/rfb-server.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { screenOf } from '../reading/picture.ts';

/** Decoded once: a test shows them again and again. */
const pictures = new Map<string, Screen>();

function picture(name: string): Screen {
  const known = pictures.get(name) ?? screenOf(name);
  pictures.set(name, known);
  return known;
}

const panic = ['[    2.104512] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', '[    2.104981] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---'];

/** A guest's screen in real pictures: it has panicked; started anew it stands at GRUB's menu, whose countdown ends at the first key. */
export class ServedScreen {
  readonly screen = new Screen();
  /** Keysyms that came while the menu's countdown ran. */
  readonly keysOnMenu: number[] = [];
  #counting = false;

  constructor() {
    this.write(panic);
  }

  /** Text mode with these lines. */
  write(lines: readonly string[]): void {
    const terminal = new Terminal(vgaTextMode.columns, vgaTextMode.rows);
    terminal.print(lines.join('\n'));
    new TextPainter(this.screen, vgaTextMode).paint(terminal, 0);
    this.#counting = false;
  }

  /** A picture that was taken from a real machine. */
  show(name: string): void {
    const { width, height, pixels } = picture(name);
    this.screen.resize(width, height);
    this.screen.pixels.set(pixels);
    this.screen.addDamage({ x: 0, y: 0, width, height });
    this.screen.commitFrame(true, 0);
    this.#counting = false;
  }

  /** The guest starts anew. */
  restart(): void {
    this.show('text-menu-countdown');
    this.#counting = true;
  }

  serveLink(link: Link): RfbServer {
    return new RfbServer(link, {
      view: this.screen,
      name: 'faulty',
      onKey: ({ keysym, down }) => {
        if (!down || !this.#counting) return;
        this.keysOnMenu.push(keysym);
        this.show('text-menu-held-second');
      },
    });
  }
}
