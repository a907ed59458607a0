import { decode } from 'iconv-lite';
import { detectAll } from 'jschardet';
import { fitsOneLanguage, isOddText } from './rules/plausible-text';
import { type TextEncoding, textEncodings } from './text-encodings';

type LegacyEncoding = Exclude<TextEncoding, 'utf-8' | 'utf-16le' | 'utf-16be'>;

/** The detector's names for each encoding; it distinguishes some that we read with one larger encoding. */
const detectorNames: Record<LegacyEncoding, readonly string[]> = {
  'windows-1252': ['Windows-1252'],
  'windows-1250': ['Windows-1250'],
  'windows-1251': ['Windows-1251'],
  'windows-1254': ['Windows-1254'],
  'windows-1256': ['Windows-1256'],
  'windows-1253': ['Windows-1253'],
  'windows-1255': ['Windows-1255'],
  'windows-1257': ['Windows-1257'],
  'windows-874': ['CP874', 'TIS-620'],
  'iso-8859-2': ['ISO-8859-2'],
  'iso-8859-5': ['ISO-8859-5'],
  'iso-8859-7': ['ISO-8859-7'],
  'iso-8859-15': ['iso8859-15'],
  gb18030: ['GB18030'],
  big5: ['Big5', 'big5hkscs'],
  shift_jis: ['SHIFT_JIS', 'CP932'],
  'euc-jp': ['EUC-JP'],
  'euc-kr': ['CP949', 'EUC-KR'],
  'koi8-r': ['KOI8-R'],
  'koi8-u': ['koi8-u'],
  cp850: ['cp850'],
  cp852: ['cp852'],
  cp866: ['IBM866'],
  macintosh: ['MacRoman'],
};
const legacyEncodings = textEncodings.filter((one) => one in detectorNames) as LegacyEncoding[];

/** Encodings that can be told apart by the letters of single languages. */
const latin: ReadonlySet<TextEncoding> = new Set<TextEncoding>([
  ...(['windows-1252', 'windows-1250', 'windows-1254', 'windows-1257'] as const),
  ...(['iso-8859-2', 'iso-8859-15', 'cp850', 'cp852', 'macintosh'] as const),
]);

/** Bytes of non-ASCII cells to look at; enough for any detector. */
const SAMPLE_BYTES_MAX = 65_536;
/** The factor by which the detector may prefer another encoding before a text that fits one language loses. */
const LANGUAGE_WORTH = 3;

/**
 * Returns the likeliest encoding of bytes that are not Unicode. The detector is good with sentences and poor with a
 * few names, so it only gets the cells that are not ASCII, and a candidate whose text people could have written is
 * preferred.
 */
export function detectEncoding(bytes: Buffer): TextEncoding {
  const sample = foreignCells(bytes);
  const found = detectAll(sample, {
    minimumThreshold: 0,
    detectEncodings: Object.values(detectorNames).flat(),
  });
  const candidates = legacyEncodings
    .map((encoding) => {
      const text = decodeLegacy(sample, encoding);
      const names = detectorNames[encoding];
      const matches = found.filter(({ encoding: name }) => name !== null && names.includes(name));
      return {
        encoding,
        confidence: Math.max(0, ...matches.map(({ confidence }) => confidence)),
        damage: text.split('\uFFFD').length - 1,
        isOdd: isOddText(text),
        isLanguage: latin.has(encoding) && fitsOneLanguage(text),
      };
    })
    .sort(
      (one, other) =>
        one.damage - other.damage ||
        Number(one.isOdd) - Number(other.isOdd) ||
        other.confidence - one.confidence,
    );
  const [best] = candidates;
  if (best === undefined) return 'windows-1252';
  if (!latin.has(best.encoding) || best.isLanguage) return best.encoding;
  const spoken = candidates.find(
    ({ isLanguage, isOdd, damage, confidence }) =>
      isLanguage &&
      isOdd === best.isOdd &&
      damage === best.damage &&
      confidence * LANGUAGE_WORTH >= best.confidence,
  );
  return (spoken ?? best).encoding;
}

/**
 * Returns the cells with non-ASCII bytes. In none of the encodings can a delimiter's byte be part of another
 * character.
 */
function foreignCells(bytes: Buffer): Buffer {
  const cells = bytes.toString('latin1').split(/[\r\n\t,;]/);
  const foreign = cells.filter((cell) => /[\x80-\xff]/.test(cell)).join('\n');
  return Buffer.from(foreign.slice(0, SAMPLE_BYTES_MAX), 'latin1');
}

/** Decodes the bytes; those that are undefined in the encoding or map to a control character become U+FFFD. */
export function decodeLegacy(bytes: Buffer, encoding: TextEncoding): string {
  return decode(bytes, encoding).replace(/[\x80-\x9f]/g, '\uFFFD');
}
