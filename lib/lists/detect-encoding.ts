import { decode } from 'iconv-lite';
import { detectAll } from 'jschardet';
import type { HomeEncoding } from './rules/home-encoding';
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
type Candidate = {
  encoding: LegacyEncoding;
  /** The detector's, 0 to 1. */
  confidence: number;
  damage: number;
  isOdd: boolean;
  /** Rows whose letters all belong to one language, as those of one person do. */
  rowsInOneLanguage: number;
};

/** The likeliest encoding, and those that fit as well and read the bytes differently, one for each reading. */
export type DetectedEncoding = { encoding: TextEncoding; rivals: TextEncoding[] };

/** Below this, the detector has seen too little to tell scripts apart. */
const CONFIDENCE_MIN = 0.5;

/**
 * Returns the likeliest encoding of bytes that are not Unicode. The detector is good with sentences and poor with a
 * few names, so it only gets the cells that are not ASCII, and a candidate whose text people could have written is
 * preferred. Among equal candidates the operator's `home` encoding is, however large the file: a thousand rows with the
 * same few letters prove no more than one.
 */
export function detectEncoding(bytes: Buffer, home: HomeEncoding | null): DetectedEncoding {
  const rows = foreignRows(bytes);
  const sample = Buffer.from(rows.flat().join('\n'), 'latin1');
  const candidates = candidatesFor(sample, rows);
  const [best] = candidates;
  if (best === undefined) return { encoding: home ?? 'windows-1252', rivals: [] };
  if (!latin.has(best.encoding)) return otherScript(candidates, best, sample);
  const peers = candidates.filter(
    ({ encoding, isOdd, damage }) =>
      latin.has(encoding) && isOdd === best.isOdd && damage === best.damage,
  );
  const most = Math.max(...peers.map(({ rowsInOneLanguage }) => rowsInOneLanguage));
  // Latin letters that no language combines are another script.
  if (most === 0) return otherScript(candidates, best, sample);
  const fitting = peers.filter(({ rowsInOneLanguage }) => rowsInOneLanguage === most);
  const encoding = usualOf(fitting, home) ?? (fitting[0] ?? best).encoding;
  return { encoding, rivals: rivalsOf(fitting, { sample, home, encoding }) };
}

/** A few names tell the detector nothing, so every encoding that reads them without damage is a rival. */
function otherScript(
  candidates: readonly Candidate[],
  { encoding, confidence, isOdd, damage }: Candidate,
  sample: Buffer,
): DetectedEncoding {
  if (confidence >= CONFIDENCE_MIN) return { encoding, rivals: [] };
  const peers = candidates.filter((one) => one.isOdd === isOdd && one.damage === damage);
  return { encoding, rivals: rivalsOf(peers, { sample, home: null, encoding }) };
}

/** Returns the candidates, likeliest first by the detector and by what people could have written. */
function candidatesFor(sample: Buffer, rows: readonly string[][]): Candidate[] {
  const found = detectAll(sample, {
    minimumThreshold: 0,
    detectEncodings: Object.values(detectorNames).flat(),
  });
  const candidates = legacyEncodings.map((encoding): Candidate => {
    const text = decodeLegacy(sample, encoding);
    const names = detectorNames[encoding];
    const matches = found.filter(({ encoding: name }) => name !== null && names.includes(name));
    return {
      encoding,
      confidence: Math.max(0, ...matches.map(({ confidence }) => confidence)),
      damage: text.split('\uFFFD').length - 1,
      isOdd: isOddText(text),
      rowsInOneLanguage: latin.has(encoding) ? countInOneLanguage(rows, encoding) : 0,
    };
  });
  return candidates.sort(
    (one, other) =>
      one.damage - other.damage ||
      Number(one.isOdd) - Number(other.isOdd) ||
      other.confidence - one.confidence,
  );
}

function countInOneLanguage(rows: readonly string[][], encoding: LegacyEncoding): number {
  return rows.filter((cells) =>
    fitsOneLanguage(decodeLegacy(Buffer.from(cells.join(' '), 'latin1'), encoding)),
  ).length;
}

/**
 * The encoding usual where the operator is wins if it fits. In the West, Turkish is left to the detector: its letters
 * fit Western languages as well.
 */
function usualOf(fitting: readonly Candidate[], home: HomeEncoding | null): LegacyEncoding | null {
  const isTurkish = home === 'windows-1252' && fitting[0]?.encoding === 'windows-1254';
  if (isTurkish) return null;
  return fitting.find(({ encoding }) => encoding === home)?.encoding ?? null;
}

/** Only a person can tell apart encodings that all read the file as people write; the operator's own comes first. */
function rivalsOf(
  fitting: readonly Candidate[],
  {
    sample,
    home,
    encoding,
  }: { sample: Buffer; home: HomeEncoding | null; encoding: LegacyEncoding },
): LegacyEncoding[] {
  const seen = new Set([decodeLegacy(sample, encoding)]);
  return fitting
    .map((candidate) => candidate.encoding)
    .toSorted((one, other) => Number(other === home) - Number(one === home))
    .filter((other) => {
      const text = decodeLegacy(sample, other);
      return !seen.has(text) && seen.add(text);
    });
}

/**
 * The cells with bytes beyond ASCII, row by row, as Latin-1. No encoding of the list uses a byte of these signs
 * inside another.
 */
function foreignRows(bytes: Buffer): string[][] {
  const isForeign = (cell: string) => /[\x80-\xff]/.test(cell);
  const lines = bytes.toString('latin1').split(/[\r\n]+/);
  const rows: string[][] = [];
  let room = SAMPLE_BYTES_MAX;
  for (const line of lines) {
    if (room <= 0) break;
    const cells = isForeign(line)
      ? line
          .slice(0, room)
          .split(/[\t,;]/)
          .filter(isForeign)
      : [];
    if (cells.length > 0) rows.push(cells);
    room -= cells.join('\n').length;
  }
  return rows;
}

/** Decodes the bytes; those that are undefined in the encoding or map to a control character become U+FFFD. */
export function decodeLegacy(bytes: Buffer, encoding: TextEncoding): string {
  return decode(bytes, encoding).replace(/[\x80-\x9f]/g, '\uFFFD');
}
