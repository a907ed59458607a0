import { isUtf8 } from 'node:buffer';
import { decode, encode } from 'iconv-lite';
import { RouterError } from '../driver';
import { isEightBit, markEightBit, plainText } from '../exact-text';

/** Far above any real value; a larger length means that the stream is out of sync. */
const WORD_BYTES_MAX = 16 * 1024 * 1024;

const END_OF_SENTENCE = Buffer.from([0]);

/** A text is sent as UTF-8, bytes unchanged. */
export type Word = string | Buffer;

/** Encodes one sentence into one buffer, so that it leaves in one segment. Lengths count bytes. */
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

/** Reads a length prefix; null until all its bytes have arrived. */
function decodeLength(data: Buffer, at: number): Length | null {
  const first = data[at];
  if (first === undefined) return null;
  if (first < 0x80) return { size: 1, value: first };
  if (first >= 0xf8) throw new RouterError('protocol', 'the router sent a reserved control byte');
  const size = first < 0xc0 ? 2 : first < 0xe0 ? 3 : first < 0xf0 ? 4 : 5;
  if (data.length - at < size) return null;
  if (size === 5) return { size, value: data.readUInt32BE(at + 1) };
  // A prefix of size - 1 one bits and a zero leaves 7 bits per byte for the value.
  const mask = 2 ** (7 * size) - 1;
  return { size, value: data.readUIntBE(at, size) & mask };
}

/**
 * Decodes a word. RouterOS stores bytes as sent, and its own tools on Windows send names and comments in the code page
 * of that machine. Invalid UTF-8 is decoded as Windows-1252; as UTF-8, each such letter of every login would become the
 * same replacement character and match no service or the wrong one.
 */
function decodeWord(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : markEightBit(decodeEightBit(bytes));
}

function decodeEightBit(bytes: Buffer): string {
  const text = decode(bytes, 'windows-1252');
  // Windows-1252 leaves five bytes undefined; each maps to its own character, so that two names never become one.
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

/**
 * Returns every word that decodes to this text. A router compares bytes, so a query in one encoding does not find the
 * row or the running session whose name a tool wrote in another.
 */
export function encodingsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text, 'utf8');
  if (utf8.length === text.length) return [utf8];
  const eightBit = eightBitOf(text);
  return eightBit === undefined ? [utf8] : [utf8, eightBit];
}

/** Returns the bytes of a text in the encoding that the router stores. */
export function bytesOf(text: string): Buffer {
  const plain = plainText(text);
  return (isEightBit(text) ? eightBitOf(plain) : undefined) ?? Buffer.from(plain, 'utf8');
}

/** Different bytes never decode to the same text; undefined if a letter has no single byte. */
function eightBitOf(text: string): Buffer | undefined {
  const candidates = [encode(text, 'windows-1252'), Buffer.from(text, 'latin1')];
  return candidates.find((bytes) => decodeEightBit(bytes) === text && !isUtf8(bytes));
}

/** Assembles whole sentences from a byte stream cut anywhere. */
export class SentenceReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** No complete word can exist before this many bytes are buffered. */
  private needed = 1;
  private sentence: string[] = [];

  /**
   * Adds bytes and returns the sentences they complete.
   * @throws RouterError of kind `protocol` when the stream cannot be decoded any further.
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
