import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentence } from '@/tests/support/routeros-wire';
import { answering, failureOf, scriptedRouter } from '@/tests/support/scripted-router';
import { plainText } from '../exact-text';
import { bytesOf, encodeSentence, encodingsOf, SentenceReader } from './sentence-codec';

const router = scriptedRouter();

/** Numbers in [0, 1) that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('the byte stream', () => {
  const words = ['!re', '.tag=t1', `=comment=${'x'.repeat(200)}`, `=script=${'y'.repeat(20_000)}`];

  test('the last zero byte alone in its segment completes the reply at once', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        const bytes = sentence('!done', `.tag=${tag}`);
        peer.raw(bytes.subarray(0, -1));
        setTimeout(() => peer.raw(bytes.subarray(-1)), 30);
      }),
      { commandTimeoutMs: 10_000 },
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
    const word = fc.constantFrom('=', '=name=anna', '=žluť', '漢'.repeat(50), 'x'.repeat(128));
    const replies = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(replies, fc.array(fc.nat(4_000)), (sentences, cuts) => {
        const bytes = Buffer.concat(sentences.map(encodeSentence));
        const points = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])];
        points.sort((left, right) => left - right);
        const reader = new SentenceReader();
        const parsed = points.flatMap((point, index) =>
          reader.push(bytes.subarray(point, points[index + 1] ?? bytes.length)),
        );
        expect(parsed).toEqual(sentences);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['at random bytes', 'anywhere'],
    ['into segments of Ethernet size', 1448],
  ] as const)(
    'two thousand replies cut %s all arrive',
    async (_name, cut) => {
      const replyTo = (tag: string) =>
        Buffer.concat([
          sentence('!re', `.tag=${tag}`, `=comment=${'x'.repeat(300)}`),
          sentence('!done', `.tag=${tag}`),
        ]);
      const random = seeded(7);
      const connection = await router.connectTo(async (peer) => {
        let unsent = Buffer.alloc(0);
        for (;;) {
          const { tag } = await peer.next();
          unsent = Buffer.concat([unsent, replyTo(tag)]);
          while (unsent.length > 0) {
            const size = cut === 'anywhere' ? 1 + Math.floor(random() * unsent.length) : cut;
            peer.raw(unsent.subarray(0, size));
            unsent = unsent.subarray(size);
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
      });
      const prints = Array.from({ length: 2_000 }, () => connection.print('/ppp/secret'));
      const replies = await Promise.all(prints);
      expect(replies.every(([row]) => row?.['comment']?.length === 300)).toBe(true);
    },
    60_000,
  );

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

describe('the text of a word', () => {
  /** A reply with bytes as a tool put them there. */
  const reply = (...words: Buffer[]) =>
    Buffer.concat([
      ...words.flatMap((word) => [Buffer.from([word.length]), word]),
      Buffer.from([0]),
    ]);
  const readExact = (...words: Buffer[]) => new SentenceReader().push(reply(...words)).flat();
  const read = (...words: Buffer[]) => readExact(...words).map(plainText);

  test('is read as UTF-8 where it is that', () => {
    const words = ['=name=žluť', '=comment=漢字', '=comment=\uFEFF€'];
    expect(read(...words.map((word) => Buffer.from(word, 'utf8')))).toEqual(words);
  });

  test('is read as the tools of Windows write it where it is no UTF-8', () => {
    expect(read(Buffer.from('=name=m\xfcller', 'latin1'), Buffer.from([0x3d, 0x80, 0x31]))).toEqual(
      ['=name=müller', '=€1'],
    );
  });

  test('is asked for in the bytes it was read from, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (given) => {
        const bytes = Buffer.from(given);
        const [text = ''] = read(bytes);
        expect(encodingsOf(text).some((encoding) => encoding.equals(bytes))).toBe(true);
        expect(encodingsOf(text).flatMap((encoding) => read(encoding))).toEqual(
          encodingsOf(text).map(() => text),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('is written with the bytes it was read from, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (given) => {
        const bytes = Buffer.from(given);
        expect(readExact(bytes).map(bytesOf)).toEqual([bytes]);
      }),
      { numRuns: 500 },
    );
  });

  test('never makes one name of two, whatever their bytes', () => {
    const names = Array.from({ length: 128 }, (_, at) =>
      Buffer.concat([Buffer.from('=name=m'), Buffer.from([128 + at]), Buffer.from('ller')]),
    );
    expect(new Set(read(...names)).size).toBe(names.length);
    expect(read(...names).join('')).not.toContain('\uFFFD');
  });
});
