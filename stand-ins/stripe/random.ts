import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Seeded source of ids and of chaos decisions: the same seed gives the same run. */
export class Random {
  readonly seed: string;
  private count: number;

  constructor(seed: string, count = 0) {
    this.seed = seed;
    this.count = count;
  }

  /** Number of values drawn, kept with the saved state so that ids never repeat after a restart. */
  get drawn(): number {
    return this.count;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.bytes('fraction').readUInt32BE(0) / 2 ** 32;
  }

  id(prefix: string, length = 24): string {
    let out = '';
    while (out.length < length) {
      for (const byte of this.bytes(prefix)) out += ALPHABET[byte % ALPHABET.length];
    }
    return `${prefix}_${out.slice(0, length)}`;
  }

  private bytes(purpose: string): Buffer {
    this.count += 1;
    return createHash('sha256').update(`${this.seed}:${this.count}:${purpose}`).digest();
  }
}
