/**
 * Arithmetic of IPv4 and IPv6 addresses. Both are bigint integers, so that one set of rules handles 32 and 128 bits;
 * text appears only at the edges.
 */

export type Family = 4 | 6;

export type Address = { family: Family; value: bigint };

/** A CIDR network: `first` has no bits set beyond `prefix`. */
export type Block = { family: Family; first: bigint; prefix: number };

/** A range of addresses, both ends included. */
export type Span = { first: bigint; last: bigint };

export type ParsedBlock =
  | { kind: 'block'; block: Block }
  /** Valid, but with host bits set: `block` is the network that contains it. */
  | { kind: 'host-bits'; block: Block }
  | { kind: 'malformed' };

const bitsOf: Record<Family, number> = { 4: 32, 6: 128 };

/**
 * Parses a complete address; null for anything else. Leading zeros are rejected, because some programs read them as
 * octal.
 */
export function parseAddress(text: string): Address | null {
  const value = text.includes(':') ? parseV6(text) : parseV4(text);
  if (value === null) return null;
  return { family: text.includes(':') ? 6 : 4, value };
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.');
  const isWhole = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  if (!isWhole || parts.some((part) => Number(part) > 255)) return null;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

const GROUPS_COUNT = 8;

function parseV6(text: string): bigint | null {
  const dotted = /^(.*:)([^:]*\..*)$/.exec(text);
  if (dotted) {
    const v4 = parseV4(dotted[2] ?? '');
    const high = v4 === null ? '' : (v4 >> 16n).toString(16);
    const low = v4 === null ? '' : (v4 & 0xffffn).toString(16);
    return v4 === null ? null : parseV6(`${dotted[1]}${high}:${low}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = GROUPS_COUNT - head.length - tail.length;
  // "::" replaces at least one group of zeros.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** Formats an address. IPv6 follows RFC 5952: lower case, the longest run of two or more zero groups as `::`. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  }
  const groups = Array.from({ length: GROUPS_COUNT }, (_, index) =>
    ((value >> BigInt(16 * (GROUPS_COUNT - 1 - index))) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}

/** Parses `10.0.0.0/24` or `2001:db8::/48`. */
export function parseBlock(text: string): ParsedBlock {
  const [addressText = '', prefixText = '', ...rest] = text.trim().split('/');
  const address = parseAddress(addressText);
  const isPrefix = /^(0|[1-9]\d{0,2})$/.test(prefixText) && rest.length === 0;
  const prefix = Number(prefixText);
  if (address === null || !isPrefix || prefix > bitsOf[address.family])
    return { kind: 'malformed' };
  const block = blockAround(address, prefix);
  return { kind: block.first === address.value ? 'block' : 'host-bits', block };
}

/** Returns the network of this prefix length that contains the address. */
export function blockAround({ family, value }: Address, prefix: number): Block {
  const hostBits = BigInt(bitsOf[family] - prefix);
  return { family, first: (value >> hostBits) << hostBits, prefix };
}

export function formatBlock({ family, first, prefix }: Block): string {
  return `${formatAddress({ family, value: first })}/${prefix}`;
}

/** Returns every address of the network, including the network and broadcast addresses. */
export function spanOf({ family, first, prefix }: Block): Span {
  return { first, last: first + (1n << BigInt(bitsOf[family] - prefix)) - 1n };
}

/**
 * Returns the addresses hosts can use. IPv4 reserves the first (network) and the last (broadcast); /31 links and /32
 * have neither (RFC 3021).
 */
export function usableSpan(block: Block): Span {
  const whole = spanOf(block);
  if (!hasEnds(block)) return whole;
  return { first: whole.first + 1n, last: whole.last - 1n };
}

export function isNetworkAddress(block: Block, value: bigint): boolean {
  return hasEnds(block) && value === block.first;
}

export function isBroadcastAddress(block: Block, value: bigint): boolean {
  return hasEnds(block) && value === spanOf(block).last;
}

function hasEnds({ family, prefix }: Block): boolean {
  return family === 4 && prefix <= 30;
}

export function sizeOf({ first, last }: Span): bigint {
  return last < first ? 0n : last - first + 1n;
}

export function covers(outer: Span, inner: Span): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(one: Span, other: Span): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function blockContains(block: Block, { family, value }: Address): boolean {
  return block.family === family && covers(spanOf(block), { first: value, last: value });
}

export function blocksOverlap(one: Block, other: Block): boolean {
  return one.family === other.family && overlaps(spanOf(one), spanOf(other));
}

/** Merges spans into the fewest that cover the same addresses, in order. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  const sorted = [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  for (const span of sorted) {
    const before = merged.at(-1);
    if (before === undefined || span.first > before.last + 1n) merged.push(span);
    else if (span.last > before.last) {
      merged[merged.length - 1] = { first: before.first, last: span.last };
    }
  }
  return merged;
}

/** Counts the addresses of `within` that the spans cover; overlaps count once. */
export function countTaken(within: Span, spans: readonly Span[]): bigint {
  return mergeSpans(spans).reduce((count, span) => {
    const first = span.first > within.first ? span.first : within.first;
    const last = span.last < within.last ? span.last : within.last;
    return count + sizeOf({ first, last });
  }, 0n);
}

/** Returns the lowest addresses of `within` that no span covers, at most `limit`. */
export function freeAddresses(within: Span, spans: readonly Span[], limit: number): bigint[] {
  const free: bigint[] = [];
  let next = within.first;
  const end: Span = { first: within.last + 1n, last: within.last + 1n };
  for (const span of [...mergeSpans(spans), end]) {
    for (; next < span.first && next <= within.last && free.length < limit; next += 1n) {
      free.push(next);
    }
    if (span.last >= next) next = span.last + 1n;
  }
  return free;
}

/** Returns the lowest address of `within` that no span covers; null if all are taken. */
export function nextFree(within: Span, spans: readonly Span[]): bigint | null {
  return freeAddresses(within, spans, 1)[0] ?? null;
}

/** Formats a span as `10.0.0.5` or `10.0.0.5–10.0.0.9`. */
export function formatSpan(family: Family, { first, last }: Span): string {
  const from = formatAddress({ family, value: first });
  return first === last ? from : `${from}–${formatAddress({ family, value: last })}`;
}
