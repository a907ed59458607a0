import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Address,
  type Block,
  blockAround,
  blockContains,
  blocksOverlap,
  countTaken,
  covers,
  type Family,
  formatAddress,
  formatBlock,
  formatSpan,
  freeAddresses,
  isBroadcastAddress,
  isNetworkAddress,
  mergeSpans,
  nextFree,
  overlaps,
  parseAddress,
  parseBlock,
  type Span,
  sizeOf,
  spanOf,
  usableSpan,
} from './rules';

const families = fc.constantFrom<Family>(4, 6);
const addresses: fc.Arbitrary<Address> = families.chain((family) =>
  fc
    .bigInt({ min: 0n, max: family === 4 ? (1n << 32n) - 1n : (1n << 128n) - 1n })
    .map((value) => ({ family, value })),
);
const blocks: fc.Arbitrary<Block> = addresses.chain((address) =>
  fc
    .integer({ min: 0, max: address.family === 4 ? 32 : 128 })
    .map((prefix) => blockAround(address, prefix)),
);
const smallSpans: fc.Arbitrary<Span> = fc
  .tuple(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 40n }))
  .map(([first, length]) => ({ first, last: first + length }));

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  return address;
}

function blockOf(text: string): Block {
  const parsed = parseBlock(text);
  if (parsed.kind !== 'block') throw new Error(`${text} is no network`);
  return parsed.block;
}

describe('an address', () => {
  it('survives a round trip through text', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const text = formatAddress(address);
        expect(parseAddress(text)).toEqual(address);
        expect(isIP(text)).toBe(address.family);
      }),
    );
  });

  it('is accepted exactly when the platform accepts it, except leading zeros and zones', () => {
    const part = fc.oneof(
      fc.integer({ min: 0, max: 300 }).map(String),
      fc.integer({ min: 0, max: 0x1ffff }).map((value) => value.toString(16)),
      fc.constantFrom('', '00', 'g', ':', '1.2.3.4'),
    );
    const text = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 9 }), fc.constantFrom('.', ':', '::'))
      .map(([parts, mark]) => parts.join(mark));
    fc.assert(
      fc.property(text, (candidate) => {
        expect(parseAddress(candidate) !== null, candidate).toBe(isIP(candidate) !== 0);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    '',
    '1',
    '10.0.0',
    '10.0.0.1.',
    '10.0.0.256',
    '010.0.0.1',
    ' 10.0.0.1',
    '10.0.0.1/32',
  ])('is not %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test.each([
    '::1::',
    '1:2:3:4:5:6:7:8:9',
    ':1:2:3:4:5:6:7:8',
    '12345::',
    'fe80::1%eth0',
    '::1.2.3',
  ])('is not %j either', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test.each([
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['0:0:0:0:0:0:0:0', '::'],
  ])('%s is written %s', (given, written) => {
    expect(formatAddress(addressOf(given))).toBe(written);
  });
});

describe('a network', () => {
  it('survives a round trip through text', () => {
    fc.assert(
      fc.property(blocks, (block) => {
        expect(parseBlock(formatBlock(block))).toEqual({ kind: 'block', block });
      }),
    );
  });

  it('with host bits set names the network that contains it', () => {
    expect(parseBlock('10.0.0.77/24')).toEqual({
      kind: 'host-bits',
      block: blockOf('10.0.0.0/24'),
    });
    expect(parseBlock('2001:db8::1/48')).toMatchObject({ kind: 'host-bits' });
  });

  test.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/024',
    '10.0.0.0/-1',
    '10.0.0.0/24/8',
    '/24',
    'x/24',
  ])('is not %j', (text) => {
    expect(parseBlock(text)).toEqual({ kind: 'malformed' });
  });

  it('contains an address exactly when the address is in its range', () => {
    fc.assert(
      fc.property(blocks, addresses, (block, address) => {
        const isInside =
          block.family === address.family &&
          blockAround(address, block.prefix).first === block.first;
        expect(blockContains(block, address)).toBe(isInside);
      }),
    );
  });

  it('overlaps another exactly when one contains the other', () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        const nested =
          one.family === other.family &&
          (covers(spanOf(one), spanOf(other)) || covers(spanOf(other), spanOf(one)));
        expect(blocksOverlap(one, other)).toBe(nested);
        expect(blocksOverlap(other, one)).toBe(nested);
      }),
    );
  });

  it('never overlaps its neighbour', () => {
    expect(blocksOverlap(blockOf('10.0.0.0/24'), blockOf('10.0.1.0/24'))).toBe(false);
    expect(blocksOverlap(blockOf('10.0.0.0/24'), blockOf('10.0.0.128/25'))).toBe(true);
    expect(blocksOverlap(blockOf('0.0.0.0/0'), blockOf('::/0'))).toBe(false);
  });

  test.each([
    ['10.0.0.0/22', 1022n, '10.0.0.1–10.0.3.254'],
    ['10.0.0.4/30', 2n, '10.0.0.5–10.0.0.6'],
    ['10.0.0.4/31', 2n, '10.0.0.4–10.0.0.5'],
    ['10.0.0.4/32', 1n, '10.0.0.4'],
  ])('%s has %s usable addresses', (text, size, span) => {
    const usable = usableSpan(blockOf(text));
    expect(sizeOf(usable)).toBe(size);
    expect(formatSpan(4, usable)).toBe(span);
  });

  it('reserves its first and last address, unless it is a link or a single address', () => {
    const block = blockOf('10.0.0.0/24');
    expect(isNetworkAddress(block, addressOf('10.0.0.0').value)).toBe(true);
    expect(isBroadcastAddress(block, addressOf('10.0.0.255').value)).toBe(true);
    const link = blockOf('10.0.0.0/31');
    expect(isNetworkAddress(link, addressOf('10.0.0.0').value)).toBe(false);
    expect(isBroadcastAddress(link, addressOf('10.0.0.1').value)).toBe(false);
  });
});

describe('ranges of addresses', () => {
  const spanLists = fc.array(smallSpans, { maxLength: 12 });
  const isIn = (spans: readonly Span[], value: bigint) =>
    spans.some((span) => covers(span, { first: value, last: value }));

  it('cover the same addresses after merging, and no longer touch each other', () => {
    fc.assert(
      fc.property(spanLists, (spans) => {
        const merged = mergeSpans(spans);
        for (let value = 0n; value <= 345n; value += 1n)
          expect(isIn(merged, value)).toBe(isIn(spans, value));
        merged.slice(1).forEach((span, index) => {
          expect(span.first > (merged[index]?.last ?? 0n) + 1n).toBe(true);
        });
      }),
    );
  });

  it('count an address once, however often it is taken', () => {
    fc.assert(
      fc.property(smallSpans, spanLists, (within, spans) => {
        let expected = 0n;
        for (let value = within.first; value <= within.last; value += 1n)
          if (isIn(spans, value)) expected += 1n;
        expect(countTaken(within, spans)).toBe(expected);
      }),
    );
  });

  it('leave free exactly the addresses in none of them, lowest first', () => {
    fc.assert(
      fc.property(
        smallSpans,
        spanLists,
        fc.integer({ min: 0, max: 50 }),
        (within, spans, limit) => {
          const expected: bigint[] = [];
          for (let value = within.first; value <= within.last; value += 1n)
            if (!isIn(spans, value)) expected.push(value);
          expect(freeAddresses(within, spans, limit)).toEqual(expected.slice(0, limit));
          expect(nextFree(within, spans)).toBe(expected[0] ?? null);
        },
      ),
    );
  });

  it('overlap exactly when they share an address', () => {
    fc.assert(
      fc.property(smallSpans, smallSpans, (one, other) => {
        const shared = countTaken(one, [other]) > 0n;
        expect(overlaps(one, other)).toBe(shared);
      }),
    );
  });
});
