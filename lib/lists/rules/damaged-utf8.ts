import { fitsOneLanguage, isOddText } from './plausible-text';

/** Invalid bytes that one damaged character can leave. */
const DAMAGE_OF_ONE_MAX = 4;

const TYPOGRAPHIC = /[\u2010-\u203F]/;

/** U+FFFD in UTF-8, which a program wrote in place of a character it could not read. */
const WRITTEN_REPLACEMENT = /ï¿½/g;

/**
 * Returns whether the bytes are UTF-8 with some damage, because any other encoding would also garble the characters
 * that are intact. Either more characters are intact than damaged, or the intact ones are accented letters inside
 * words of one language, which bytes of another encoding practically never form.
 */
export function isDamagedUtf8(bytes: Buffer): boolean {
  const text = decodeKeepingReplacements(bytes);
  const runs = text.match(/\uFFFD+/g) ?? [];
  const damaged = runs.reduce((sum, run) => sum + run.length, 0);
  // One lost or added byte damages two to four in a row.
  const damages = runs.reduce((sum, run) => sum + Math.ceil(run.length / 2), 0);
  const words = text
    .replaceAll('\uFFFD', '')
    .split(/[\s,;]+/)
    .filter((word) => !isOddText(word));
  const intact = words.flatMap((word) => word.match(/\P{ASCII}/gu) ?? []);
  if (intact.reduce((sum, sign) => sum + evidenceOf(sign), 0) > damages) return true;
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

/**
 * The longer a sequence of bytes, the less likely it is a coincidence. A typographic apostrophe, quote or dash is the
 * strongest: its bytes are `â€` and one more sign in the encodings of Europe, which no one writes.
 */
function evidenceOf(sign: string): number {
  return TYPOGRAPHIC.test(sign) ? DAMAGE_OF_ONE_MAX + 1 : Buffer.byteLength(sign) - 1;
}
