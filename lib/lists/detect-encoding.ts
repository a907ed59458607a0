import { decode } from 'iconv-lite';
import { detectAll } from 'jschardet';
import { fitsOneLanguage, isOddText } from './rules/plausible-text';
import { type TextEncoding, textEncodings } from './text-encodings';

type LegacyEncoding = Exclude<TextEncoding, 'utf-8' | 'utf-16le' | 'utf-16be'>;

/** The detector's names for each: it tells apart what we read by one larger encoding. */
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

/** Where the alphabets of one language tell the readings apart. */
const latin: ReadonlySet<TextEncoding> = new Set<TextEncoding>([
  ...(['windows-1252', 'windows-1250', 'windows-1254', 'windows-1257'] as const),
  ...(['iso-8859-2', 'iso-8859-15', 'cp850', 'cp852', 'macintosh'] as const),
]);

/** Bytes of the cells that tell something; enough for any detector. */
const SAMPLE_BYTES_MAX = 65_536;
/** How much less sure the detector may be of a reading that is one language than of one that is none. */
const LANGUAGE_WORTH = 3;

/**
 * The likeliest encoding of bytes that are not Unicode. The detector is good with sentences and poor with a
 * handful of names, so only cells that are not ASCII are shown to it, and of its candidates one is taken
 * whose text could have been written by people.
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

/** The cells with bytes beyond ASCII. No encoding of the list uses a byte of these signs inside another. */
function foreignCells(bytes: Buffer): Buffer {
  const cells = bytes.toString('latin1').split(/[\r\n\t,;]/);
  const foreign = cells.filter((cell) => /[\x80-\xff]/.test(cell)).join('\n');
  return Buffer.from(foreign.slice(0, SAMPLE_BYTES_MAX), 'latin1');
}

/** A byte that the encoding does not define, or that it gives to a control character, becomes U+FFFD. */
export function decodeLegacy(bytes: Buffer, encoding: TextEncoding): string {
  return decode(bytes, encoding).replace(/[\x80-\x9f]/g, '\uFFFD');
}
