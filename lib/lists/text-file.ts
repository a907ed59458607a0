import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { refuse } from '@/lib/kit/errors';
import { decodeLegacy, detectEncoding } from './detect-encoding';
import type { TextEncoding } from './text-encodings';

/** A file that people made with a spreadsheet, as text. */
export type TextFile = {
  text: string;
  encoding: TextEncoding;
  /** Names the bytes, so that what is applied later can be proved to be what was looked at. */
  digest: string;
};

/** How a file is to be read, when people have looked at it already. */
export type TextReading = { encoding?: TextEncoding | undefined; digest?: string | undefined };

/**
 * The text of an uploaded file, by the encoding people chose or else the one it was most likely written in.
 * What cannot be decoded stays in the text as U+FFFD: `readCsv` names the rows it stands in.
 * @throws DomainError `import_workbook` | `import_not_text` | `import_file_changed`
 */
export function readTextFile(bytes: Uint8Array, reading: TextReading = {}): TextFile {
  const buffer = Buffer.from(bytes);
  const digest = createHash('sha256').update(buffer).digest('hex');
  if (reading.digest !== undefined && reading.digest !== digest)
    refuse('conflict', 'import_file_changed');
  if (isWorkbook(buffer)) refuse('invalid-input', 'import_workbook');
  const encoding = reading.encoding ?? encodingOf(buffer);
  const text = decodeAs(buffer, encoding);
  const binaryAt = text.indexOf('\0');
  if (binaryAt !== -1)
    refuse('invalid-input', 'import_not_text', {
      line: text.slice(0, binaryAt).split('\n').length,
    });
  return { text, encoding, digest };
}

/** Certain signs first: a mark at the start, bytes that are UTF-8, the zero bytes of UTF-16. */
function encodingOf(bytes: Buffer): TextEncoding {
  const marked = marks.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  if (marked) return marked.encoding;
  if (bytes.includes(0)) return utf16Of(bytes) ?? 'utf-8';
  if (isUtf8(bytes) || isMostlyUtf8(bytes)) return 'utf-8';
  return detectEncoding(bytes);
}

const marks: readonly { mark: Buffer; encoding: TextEncoding }[] = [
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
];

/** A heading and its separators are ASCII: every other byte of theirs is zero, on one side only. */
function utf16Of(bytes: Buffer): TextEncoding | null {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (odd > 10 * even) return 'utf-16le';
  return even > 10 * odd ? 'utf-16be' : null;
}

/** UTF-8 that is damaged in a few places: read by another encoding, its sound names would be spoilt as well. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  const damaged = text.split('\uFFFD').length - 1;
  const sound = text.match(/(?!\uFFFD)\P{ASCII}/gu)?.length ?? 0;
  return sound > damaged;
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

/** The files spreadsheets save when nobody asks for CSV: zipped ones and those of old Excel. */
function isWorkbook(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 4).toString('hex');
  return start === '504b0304' || start === 'd0cf11e0';
}
