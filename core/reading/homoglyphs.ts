/** Letters of other scripts that console fonts draw with the picture of a Latin one, by script. */
const twins: readonly { readonly letter: RegExp; readonly of: ReadonlyMap<string, string> }[] = [
  { letter: /[\u0400-\u04ff]/, of: pairs('ABCEHIJKMOPSTXYaceijopsxy', 'АВСЕНІЈКМОРЅТХУасеіјорѕху') },
  { letter: /[\u0370-\u03ff]/, of: pairs('ABEHIKMNOPTXYZo', 'ΑΒΕΗΙΚΜΝΟΡΤΧΥΖο') },
];

function pairs(latin: string, other: string): Map<string, string> {
  return new Map(Array.from(latin, (letter, index) => [letter, other[index] ?? letter]));
}

/**
 * The same picture may be a Latin, a Cyrillic or a Greek letter, and the reader gives the Latin one. In a word that has
 * letters of the other script only, the others are of that script too.
 */
export function mendHomoglyphs(line: string): string {
  if (!/[\u0370-\u04ff]/.test(line)) return line;
  return line.replace(/\p{L}+/gu, (word) => {
    for (const { letter, of } of twins) {
      if (letter.test(word) && Array.from(word).every((one) => letter.test(one) || of.has(one))) return Array.from(word, (one) => of.get(one) ?? one).join('');
    }
    return word;
  });
}
