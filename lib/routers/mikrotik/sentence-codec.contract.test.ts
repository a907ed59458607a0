import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentence } from '@/tests/support/routeros-wire';
import { answering, failureOf, scriptedRouter } from '@/tests/support/scripted-router';
import { encodeSentence, SentenceReader } from './sentence-codec';

const router = scriptedRouter();

describe('the byte stream', () => {
  const words = ['!re', '.tag=t1', `=comment=${'x'.repeat(200)}`, `=script=${'y'.repeat(20_000)}`];

  test('the last zero byte alone in its segment completes the reply at once', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        const bytes = sentence('!done', `.tag=${tag}`);
        peer.raw(bytes.subarray(0, -1));
        setTimeout(() => peer.raw(bytes.subarray(-1)), 30);
      }),
      { commandTimeoutMs: 500 },
    );
    await connection.ping();
  });

  test('a segment that ends inside a length prefix keeps the stream in step', () => {
    const bytes = sentence(...words);
    const at = sentence('!re', '.tag=t1').length; // one byte into the prefix of the third word
    const reader = new SentenceReader();
    expect(reader.push(bytes.subarray(0, at))).toEqual([]);
    expect(reader.push(bytes.subarray(at))).toEqual([words]);
  });

  test('a reply cut at any single byte parses the same', () => {
    const bytes = sentence(...words.slice(0, 3));
    for (let at = 1; at < bytes.length; at += 1) {
      const reader = new SentenceReader();
      const parsed = [...reader.push(bytes.subarray(0, at)), ...reader.push(bytes.subarray(at))];
      expect(parsed).toEqual([words.slice(0, 3)]);
    }
  });

  test('any replies in any cuts parse the same', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 200, unit: 'binary' })
      .map((text) => `=${text}`);
    const replies = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(replies, fc.array(fc.nat(4_000)), (sentences, cuts) => {
        const bytes = Buffer.concat(sentences.map(encodeSentence));
        const points = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])];
        points.sort((left, right) => left - right);
        const reader = new SentenceReader();
        const parsed = points.flatMap((point, index) =>
          reader.push(bytes.subarray(point, points[index + 1] ?? bytes.length)),
        );
        expect(parsed).toEqual(sentences.map((s) => s.map((w) => Buffer.from(w).toString())));
      }),
      { numRuns: 40 },
    );
  });

  test('lengths of one to four bytes survive the way out and in', () => {
    for (const length of [1, 0x7f, 0x80, 0x3fff, 0x4000, 0x1fffff, 0x200000]) {
      const long = 'z'.repeat(length);
      expect(new SentenceReader().push(encodeSentence([long]))).toEqual([[long]]);
    }
  });

  test.each([
    ['a reserved control byte', Buffer.from([0xf8, 0, 0, 0, 0])],
    ['a word beyond 16 MiB', Buffer.from([0xe2, 0, 0, 0])],
  ])('%s ends the connection as a protocol error', async (_name, bytes) => {
    const connection = await router.connectTo(answering((peer) => peer.raw(bytes)));
    expect((await failureOf(connection.ping())).kind).toBe('protocol');
  });
});
