const MINUTE_MS = 60_000;

export type AttemptLimit = { max: number; windowMs: number };

/**
 * Per IP address: generous, because hundreds of subscribers can share one behind carrier-grade NAT, yet far below
 * what would saturate the CPU with hashing.
 */
export const signInPerAddress: AttemptLimit = { max: 100, windowMs: 5 * MINUTE_MS };

/** Per account name, known or unknown; the right password resets it. */
export const signInPerAccount: AttemptLimit = { max: 10, windowMs: 5 * MINUTE_MS };

export const passwordCheckPerUser: AttemptLimit = { max: 10, windowMs: 5 * MINUTE_MS };
export const resetPerAddress: AttemptLimit = { max: 20, windowMs: 60 * MINUTE_MS };
export const signUpPerAddress: AttemptLimit = { max: 20, windowMs: 60 * MINUTE_MS };
/**
 * Per sender and email address, and per email address overall: a stranger using another person's address can use up
 * only part of its owner's limit.
 */
export const signUpPerSenderAndEmail: AttemptLimit = { max: 3, windowMs: 60 * MINUTE_MS };
export const signUpPerEmail: AttemptLimit = { max: 9, windowMs: 60 * MINUTE_MS };
export const resetPerAccount: AttemptLimit = { max: 3, windowMs: 60 * MINUTE_MS };

/**
 * Stops slow guessing that stays under the windows: consecutive wrong passwords, and how long the account then
 * refuses even the right one. A reset by mail lifts the lock.
 */
export const LOCK_AFTER_FAILURES = 20;
export const LOCK_MS = 15 * MINUTE_MS;

/**
 * The part of an IP address that one person controls: a whole IPv4 address, the /64 of an IPv6 one. An IPv4-mapped
 * IPv6 address counts as its IPv4 address.
 */
export function addressBucket(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const before = head.split(':').filter(Boolean);
  const after = plain.includes('::') ? tail.split(':').filter(Boolean) : [];
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
