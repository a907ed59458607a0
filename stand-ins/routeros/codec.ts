import { isUtf8 } from 'node:buffer';

type StreamLimits = {
  wordBytes: number;
  /** Bytes of one sentence, whose words are buffered until its end. */
  sentenceBytes: number;
};

const MIB = 1024 * 1024;
/** A logged-in peer: anything larger is a broken or hostile stream. */
export const loggedIn: StreamLimits = { wordBytes: 16 * MIB, sentenceBytes: 64 * MIB };
/** More than any login needs; a stranger must not exhaust memory. */
export const stranger: StreamLimits = { wordBytes: 4096, sentenceBytes: 16_384 };

const MAX_PREFIX_BYTES = 5;

/** The byte stream cannot be decoded any further, so the connection must be dropped. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

function lengthPrefix(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x4000) return Buffer.from([0x80 | (length >> 8), length & 0xff]);
  if (length < 0x20_0000) {
    return Buffer.from([0xc0 | (length >> 16), (length >> 8) & 0xff, length & 0xff]);
  }
  const prefix = Buffer.alloc(length < 0x1000_0000 ? 4 : 5);
  if (length < 0x1000_0000) prefix.writeUInt32BE((0xe000_0000 | length) >>> 0);
  else {
    prefix[0] = 0xf0;
    prefix.writeUInt32BE(length, 1);
  }
  return prefix;
}

/** Half of a surrogate pair, which valid text never contains, stands for a byte that is not UTF-8. */
const BYTE_SIGNS = 0xdc00;
const BYTE_SIGN = /\p{Surrogate}/u;

/**
 * Decodes bytes as a router stores them. A router knows no encodings: the same name in two encodings is two names to
 * it, and every byte is sent back unchanged.
 */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const size = [1, 2, 3, 4].find((length) => isUtf8(bytes.subarray(at, at + length)));
    const isWhole = size !== undefined && at + size <= bytes.length;
    text += isWhole
      ? bytes.toString('utf8', at, at + size)
      : String.fromCharCode(BYTE_SIGNS + (bytes[at] ?? 0));
    at += isWhole ? size : 1;
  }
  return text;
}

function bytesOf(text: string): Buffer {
  if (!BYTE_SIGN.test(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    Array.from(text, (sign) =>
      BYTE_SIGN.test(sign) ? Buffer.of(sign.charCodeAt(0) - BYTE_SIGNS) : Buffer.from(sign, 'utf8'),
    ),
  );
}

/** Encodes one word; the prefix counts bytes, never characters. */
export function encodeWord(word: string): Buffer {
  const body = bytesOf(word);
  return Buffer.concat([lengthPrefix(body.length), body]);
}

/** A sentence ends with a zero word, so an empty word inside one would end it early. */
export function encodeSentence(words: readonly string[]): Buffer {
  return encodeSentences([words]);
}

/**
 * Encodes many sentences into one buffer of precomputed size: a large print would otherwise create many small buffers.
 */
export function encodeSentences(sentences: readonly (readonly string[])[]): Buffer {
  let size = 0;
  for (const words of sentences) {
    size += 1;
    for (const word of words) size += MAX_PREFIX_BYTES + Buffer.byteLength(word);
  }
  const bytes = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const words of sentences) {
    for (const word of words) offset = writeWord(bytes, offset, word);
    bytes[offset] = 0;
    offset += 1;
  }
  return bytes.subarray(0, offset);
}

function writeWord(bytes: Buffer, offset: number, word: string): number {
  const length = Buffer.byteLength(word);
  // Such a code unit was counted as three bytes, so there is room.
  if (length > word.length && BYTE_SIGN.test(word)) {
    return offset + encodeWord(word).copy(bytes, offset);
  }
  let start = offset;
  if (length < 0x80) {
    bytes[start] = length;
    start += 1;
  } else start += lengthPrefix(length).copy(bytes, start);
  return start + bytes.write(word, start);
}

type Prefix = {
  /** Length of the prefix itself in bytes. */
  size: number;
  length: number;
};

function prefixSize(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc0) return 2;
  if (first < 0xe0) return 3;
  if (first < 0xf0) return 4;
  if (first < 0xf8) return 5;
  throw new ProtocolError(`reserved length byte 0x${first.toString(16)}`);
}

/** Reads the length prefix at `offset`; undefined when it has not arrived completely. */
function readPrefix(bytes: Buffer, offset: number): Prefix | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  const size = prefixSize(first);
  if (bytes.length - offset < size) return undefined;
  if (size === 5) return { size, length: bytes.readUInt32BE(offset + 1) };
  const marker = [0, 0, 0x8000, 0xc0_0000, 0xe000_0000][size] ?? 0;
  return { size, length: size === 1 ? first : bytes.readUIntBE(offset, size) - marker };
}

/**
 * Incremental reader of sentences: the stream may be split at any byte, even inside a length prefix or a UTF-8
 * character. Empty sentences are skipped, as RouterOS does.
 */
export class SentenceReader {
  limits: StreamLimits;
  #pending: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #wanted = 1;
  #words: string[] = [];
  #sentenceBytes = 0;
  #emptyWords = 0;

  constructor(limits: StreamLimits = loggedIn) {
    this.limits = limits;
  }

  /** Returns the number of zero words since the last call that ended no sentence. */
  takeEmptyWords(): number {
    const count = this.#emptyWords;
    this.#emptyWords = 0;
    return count;
  }

  /**
   * Adds bytes and returns the sentences they complete.
   * @throws ProtocolError on a reserved length byte, or a word or sentence above its cap.
   */
  push(chunk: Buffer): string[][] {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    // Joining only once the missing bytes are here keeps a long word linear in its length.
    if (this.#chunkBytes < this.#wanted) return [];
    this.#pending = Buffer.concat(this.#chunks, this.#chunkBytes);
    const sentences: string[][] = [];
    const rest = this.#pending.subarray(this.#consume(sentences));
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#chunkBytes = rest.length;
    return sentences;
  }

  #consume(sentences: string[][]): number {
    let offset = 0;
    this.#wanted = 1;
    for (;;) {
      const prefix = readPrefix(this.#pending, offset);
      if (!prefix) {
        this.#wanted = this.#pending.length - offset + 1;
        return offset;
      }
      this.#checkLimits(prefix.length);
      const start = offset + prefix.size;
      const end = start + prefix.length;
      if (end > this.#pending.length) {
        this.#wanted = end - offset;
        return offset;
      }
      offset = end;
      this.#sentenceBytes += prefix.length;
      if (prefix.length > 0) this.#words.push(textOf(this.#pending.subarray(start, end)));
      else this.#endSentence(sentences);
    }
  }

  #endSentence(sentences: string[][]): void {
    if (this.#words.length === 0) this.#emptyWords += 1;
    else sentences.push(this.#words);
    this.#words = [];
    this.#sentenceBytes = 0;
  }

  #checkLimits(wordBytes: number): void {
    if (wordBytes > this.limits.wordBytes) {
      throw new ProtocolError(`a word of ${wordBytes} bytes is above the limit`);
    }
    if (this.#sentenceBytes + wordBytes > this.limits.sentenceBytes) {
      throw new ProtocolError('a sentence is above the limit');
    }
  }
}
