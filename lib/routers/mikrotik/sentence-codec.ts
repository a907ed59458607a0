import { isUtf8 } from 'node:buffer';
import { decode, encode } from 'iconv-lite';
import { RouterError } from '../driver';
import { isEightBit, markEightBit, plainText } from '../exact-text';

/** Far above any real value; a larger length means that the stream is out of step. */
const WORD_BYTES_MAX = 16 * 1024 * 1024;

const END_OF_SENTENCE = Buffer.from([0]);

/** A text leaves as UTF-8, bytes as they are. */
export type Word = string | Buffer;

/** Encodes one sentence as one buffer, so that it leaves in one segment. Lengths count bytes. */
export function encodeSentence(words: readonly Word[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    const bytes = typeof word === 'string' ? Buffer.from(word, 'utf8') : word;
    parts.push(encodeLength(bytes.length), bytes);
  }
  parts.push(END_OF_SENTENCE);
  return Buffer.concat(parts);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const header = Buffer.alloc(4);
  if (length < 0x4000) {
    header.writeUInt16BE(length | 0x8000);
    return header.subarray(0, 2);
  }
  if (length < 0x200000) {
    header.writeUInt32BE(length + 0xc00000);
    return header.subarray(1);
  }
  if (length < 0x10000000) {
    header.writeUInt32BE(length + 0xe0000000);
    return header;
  }
  throw new RouterError('usage', 'a word is too long for the router protocol');
}

type Length = { size: number; value: number };

/** Reads a length prefix, or returns null while its bytes have not all arrived. */
function decodeLength(data: Buffer, at: number): Length | null {
  const first = data[at];
  if (first === undefined) return null;
  if (first < 0x80) return { size: 1, value: first };
  if (first >= 0xf8) throw new RouterError('protocol', 'the router sent a reserved control byte');
  const size = first < 0xc0 ? 2 : first < 0xe0 ? 3 : first < 0xf0 ? 4 : 5;
  if (data.length - at < size) return null;
  if (size === 5) return { size, value: data.readUInt32BE(at + 1) };
  // A prefix of size - 1 one bits and a zero leaves 7 bits a byte for the value.
  const mask = 2 ** (7 * size) - 1;
  return { size, value: data.readUIntBE(at, size) & mask };
}

/**
 * A word is bytes: RouterOS keeps what a tool sent, and its own tools on Windows send names and comments in that
 * machine's alphabet. What is no UTF-8 is read as the western one; as UTF-8, every such letter of every login
 * would be the same replacement sign, and match no service or the wrong one.
 */
function decodeWord(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : markEightBit(decodeEightBit(bytes));
}

function decodeEightBit(bytes: Buffer): string {
  const text = decode(bytes, 'windows-1252');
  // Five bytes have no letter there: each keeps a sign of its own, so that two names never become one.
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

/**
 * Every word that is read as this text. A router compares bytes: asked for a name in one encoding only, it does not
 * show the row, or the running session, that a tool gave the name in another.
 */
export function encodingsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text, 'utf8');
  if (utf8.length === text.length) return [utf8];
  const eightBit = eightBitOf(text);
  return eightBit === undefined ? [utf8] : [utf8, eightBit];
}

/** The bytes of a text in the encoding in which the router has it. */
export function bytesOf(text: string): Buffer {
  const plain = plainText(text);
  return (isEightBit(text) ? eightBitOf(plain) : undefined) ?? Buffer.from(plain, 'utf8');
}

/** Two sets of bytes are never read as one text; undefined where a letter has no single byte. */
function eightBitOf(text: string): Buffer | undefined {
  const candidates = [encode(text, 'windows-1252'), Buffer.from(text, 'latin1')];
  return candidates.find((bytes) => decodeEightBit(bytes) === text && !isUtf8(bytes));
}

/** Turns any cut of the byte stream into whole sentences. */
export class SentenceReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** No complete word can exist before this many bytes are buffered. */
  private needed = 1;
  private sentence: string[] = [];

  /**
   * Takes the next bytes and returns the sentences they complete.
   * @throws RouterError of kind `protocol` when the stream cannot be understood any more.
   */
  push(chunk: Buffer): string[][] {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    // Joining only once enough has arrived keeps a large word linear in its size.
    if (this.buffered < this.needed) return [];
    const data = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const sentences: string[][] = [];
    const consumed = this.readWords(data, sentences);
    const rest = data.subarray(consumed);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.buffered = rest.length;
    return sentences;
  }

  private readWords(data: Buffer, sentences: string[][]): number {
    let at = 0;
    for (;;) {
      const length = decodeLength(data, at);
      if (length === null) {
        this.needed = data.length - at + 1;
        return at;
      }
      if (length.value > WORD_BYTES_MAX) {
        throw new RouterError('protocol', 'the router announced a word beyond the size limit');
      }
      const end = at + length.size + length.value;
      if (end > data.length) {
        this.needed = end - at;
        return at;
      }
      if (length.value > 0) {
        this.sentence.push(decodeWord(data.subarray(at + length.size, end)));
      } else if (this.sentence.length > 0) {
        sentences.push(this.sentence);
        this.sentence = [];
      }
      at = end;
    }
  }
}
