import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { refuse } from '@/lib/kit/errors';
import { type DetectedEncoding, decodeLegacy, detectEncoding } from './detect-encoding';
import { isDamagedUtf8 } from './rules/damaged-utf8';
import type { HomeEncoding } from './rules/home-encoding';
import type { TextEncoding } from './text-encodings';

/** A decoded text file, such as one exported from a spreadsheet. */
export type TextFile = {
  text: string;
  encoding: TextEncoding;
  /** A digest of the bytes, so that the file applied later is provably the file previewed. */
  digest: string;
  /** The text in other encodings that fit as well; none if a person has chosen the encoding. */
  rivals: TextRival[];
};

/** Another reading of a file. */
export type TextRival = { text: string; encoding: TextEncoding };

/** How to read a file that was previewed before. */
export type TextReading = {
  encoding?: TextEncoding | undefined;
  digest?: string | undefined;
  /** The encoding usual where the operator is, for files that fit several. */
  home?: HomeEncoding | null | undefined;
};

/**
 * Decodes an uploaded file with the chosen encoding, or else the likeliest. Undecodable bytes become U+FFFD, and
 * `readCsv` reports their rows.
 * @throws DomainError `import_workbook` | `import_not_text` | `import_file_changed`
 */
export function readTextFile(bytes: Uint8Array, reading: TextReading = {}): TextFile {
  const buffer = Buffer.from(bytes);
  const digest = createHash('sha256').update(buffer).digest('hex');
  if (reading.digest !== undefined && reading.digest !== digest)
    refuse('conflict', 'import_file_changed');
  if (isWorkbook(buffer)) refuse('invalid-input', 'import_workbook');
  const { encoding, rivals } = reading.encoding
    ? certain(reading.encoding)
    : encodingOf(buffer, reading.home ?? null);
  const text = decodeAs(buffer, encoding);
  const binaryAt = text.indexOf('\0');
  if (binaryAt !== -1)
    refuse('invalid-input', 'import_not_text', {
      line: text.slice(0, binaryAt).split('\n').length,
    });
  return {
    ...{ text, encoding, digest },
    rivals: rivals.map((rival) => ({ text: decodeAs(buffer, rival), encoding: rival })),
  };
}

function certain(encoding: TextEncoding): DetectedEncoding {
  return { encoding, rivals: [] };
}

/** Reliable evidence first: a byte order mark, valid UTF-8, the zero bytes of UTF-16. */
function encodingOf(bytes: Buffer, home: HomeEncoding | null): DetectedEncoding {
  const marked = marks.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  if (marked) return certain(marked.encoding);
  if (bytes.includes(0)) return certain(utf16Of(bytes) ?? 'utf-8');
  if (isUtf8(bytes) || isDamagedUtf8(bytes)) return certain('utf-8');
  return detectEncoding(bytes, home);
}

const marks: readonly { mark: Buffer; encoding: TextEncoding }[] = [
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
];

/** Headings and delimiters are ASCII, so in UTF-16 every other byte of them is zero, always on the same side. */
function utf16Of(bytes: Buffer): TextEncoding | null {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (odd > 10 * even) return 'utf-16le';
  return even > 10 * odd ? 'utf-16be' : null;
}

function decodeAs(bytes: Buffer, encoding: TextEncoding): string {
  switch (encoding) {
    case 'utf-8':
    case 'utf-16le':
    case 'utf-16be':
      return new TextDecoder(encoding).decode(bytes);
    default:
      return decodeLegacy(bytes, encoding);
  }
}

/** Spreadsheet formats other than CSV: zipped ones and those of old Excel. */
function isWorkbook(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 4).toString('hex');
  return start === '504b0304' || start === 'd0cf11e0';
}
