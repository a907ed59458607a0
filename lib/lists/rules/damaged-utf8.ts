import { fitsOneLanguage, isOddText } from './plausible-text';

/** Invalid bytes that one damaged character can leave. */
const DAMAGE_OF_ONE_MAX = 4;

/** U+FFFD in UTF-8, which a program wrote in place of a character it could not read. */
const WRITTEN_REPLACEMENT = /ï¿½/g;

/**
 * Returns whether the bytes are UTF-8 with some damage, because any other encoding would also garble the characters
 * that are intact. Either more characters are intact than damaged, or the intact ones are accented letters inside
 * words of one language, which bytes of another encoding practically never form.
 */
export function isDamagedUtf8(bytes: Buffer): boolean {
  const text = decodeKeepingReplacements(bytes);
  const damaged = countOf(text, /\uFFFD/g);
  const words = text.split(/[\s,;]+/).filter((word) => !isOddText(word));
  const intact = words.flatMap((word) => word.match(/(?!\uFFFD)\P{ASCII}/gu) ?? []);
  if (intact.reduce((sum, sign) => sum + evidenceOf(sign), 0) > damaged) return true;
  const letters = words
    .filter((word) => /[a-z]/i.test(word))
    .flatMap((word) => word.match(/(?!\p{ASCII})\p{L}/gu) ?? []);
  return (
    letters.length > 0 &&
    DAMAGE_OF_ONE_MAX * letters.length >= damaged &&
    fitsOneLanguage(letters.join(''))
  );
}

/** A replacement character in the file itself is valid UTF-8, so it is counted as intact. */
function decodeKeepingReplacements(bytes: Buffer): string {
  const kept = bytes.toString('latin1').replace(WRITTEN_REPLACEMENT, '\xc2\xbf');
  return new TextDecoder('utf-8').decode(Buffer.from(kept, 'latin1'));
}

/** The longer a sequence of bytes, the less likely it is a coincidence. */
function evidenceOf(sign: string): number {
  return Buffer.byteLength(sign) - 1;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
