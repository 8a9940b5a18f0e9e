const columns = 80;
const rows = 25;
const textMemory = 0xb8000;

/** The PC's character set (code page 437), as fonts for text mode draw it. */
const characters =
  ' ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼' +
  String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index)) +
  '⌂ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ';

/** Runs a line of QEMU's human monitor. */
export type Monitor = (line: string) => Promise<string>;

/**
 * The characters in the text memory of the guest's graphics card, one string a row, trailing blanks cut: what stands on a
 * 720×400 screen, without looking at the picture. The machine must be stopped, because the card's registers are borrowed.
 */
export async function readTextMemory(monitor: Monitor): Promise<readonly string[]> {
  const portValue = async (port: number): Promise<number> => Number(/= (0x[0-9a-f]+)/.exec(await monitor(`i /b ${port}`))?.[1]);
  const indexPort = 0x3d4;
  const selected = await portValue(indexPort);
  const register = async (index: number): Promise<number> => {
    await monitor(`o /b ${indexPort} ${index}`);
    return portValue(indexPort + 1);
  };
  // A scrolling console moves the start of what is shown (registers 12 and 13) through the memory.
  const start = (await register(12)) * 256 + (await register(13));
  await monitor(`o /b ${indexPort} ${selected}`);

  const dump = await monitor(`xp /${columns * rows * 2}xb ${textMemory + start * 2}`);
  const bytes = [...dump.matchAll(/^[0-9a-f]+: (.*)$/gm)].flatMap(([, values = '']) => values.trim().split(/\s+/).map(Number));
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => characters[bytes[(row * columns + column) * 2] ?? 0]);
    return cells.join('').trimEnd();
  });
}
