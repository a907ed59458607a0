import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeSentence,
  encodeSentences,
  encodeWord,
  ProtocolError,
  SentenceReader,
  textOf,
} from './codec';

const readAll = (chunks: readonly Buffer[]): string[][] => {
  const reader = new SentenceReader();
  return chunks.flatMap((chunk) => reader.push(chunk));
};

describe('words on the wire', () => {
  test.each([
    [0x7f, 1],
    [0x80, 2],
    [0x3fff, 2],
    [0x4000, 3],
    [0x1f_ffff, 3],
    [0x20_0000, 4],
  ])('a word of %i bytes takes a prefix of %i bytes and reads back', (length, prefixBytes) => {
    const bytes = encodeWord('x'.repeat(length));
    expect(bytes.length).toBe(length + prefixBytes);
    expect(readAll([bytes, Buffer.of(0)])[0]?.[0]?.length).toBe(length);
  });

  test('lengths count bytes, not characters', () => {
    expect(encodeWord('Žluť 漢')[0]).toBe(Buffer.byteLength('Žluť 漢'));
    expect(readAll([encodeSentence(['Žluť 漢'])])).toEqual([['Žluť 漢']]);
  });

  test('bytes that are not UTF-8 are returned unchanged, and are a different name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (given) => {
        const bytes = Buffer.from(given);
        const sentence = Buffer.concat([Buffer.of(bytes.length), bytes, Buffer.of(0)]);
        const words = readAll([sentence]);
        expect(encodeSentences(words)).toEqual(sentence);
      }),
      { numRuns: 500 },
    );
    expect(textOf(Buffer.from('Muñoz', 'latin1'))).not.toBe('Muñoz');
    expect(textOf(Buffer.from('Muñoz', 'utf8'))).toBe('Muñoz');
  });

  test('empty sentences are skipped', () => {
    expect(readAll([Buffer.of(0, 0), encodeSentence(['/quit']), Buffer.of(0)])).toEqual([
      ['/quit'],
    ]);
  });

  test('a reserved length byte ends the stream', () => {
    expect(() => new SentenceReader().push(Buffer.of(0xf8))).toThrow(ProtocolError);
  });

  test('a word above the cap ends the stream before it is collected', () => {
    const reader = new SentenceReader({ wordBytes: 100, sentenceBytes: 300 });
    expect(() => reader.push(encodeWord('x'.repeat(200)).subarray(0, 2))).toThrow(ProtocolError);
  });

  test('a sentence of many small words above the cap ends the stream too', () => {
    const reader = new SentenceReader({ wordBytes: 100, sentenceBytes: 300 });
    reader.push(Buffer.concat(Array.from({ length: 3 }, () => encodeWord('x'.repeat(100)))));
    expect(() => reader.push(encodeWord('x'))).toThrow(ProtocolError);
  });

  test('any sentences cut anywhere read back equal', () => {
    const word = fc.constantFrom('=', '=name=anna', '=žluť', '漢'.repeat(50), 'x'.repeat(128));
    const sentences = fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(sentences, fc.array(fc.nat({ max: 2000 }), { maxLength: 12 }), (said, cuts) => {
        const bytes = Buffer.concat(said.map(encodeSentence));
        const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        edges.sort((left, right) => left - right);
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(readAll(chunks)).toEqual(said);
      }),
      { numRuns: 200 },
    );
  });
});
