import { createHash } from 'node:crypto';

/** A stream of numbers determined by its name: the same name gives the same stream everywhere. */
export class Random {
  private state: number;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
    // FNV-1a; the generator below only needs a different start for each name.
    let hash = 0x811c9dc5;
    for (let at = 0; at < name.length; at += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    }
    this.state = hash >>> 0;
    this.next();
  }

  /** From 0 inclusive to 1 exclusive (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from `min` to `max`, both inclusive. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** Returns true with this probability. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.int(0, list.length - 1)];
  }

  /** Picks an entry with a probability proportional to its weight. */
  weighted<T extends { weight: number }>(list: readonly T[]): T | undefined {
    let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0);
    return list.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
  }

  uuid(): string {
    const hex = Array.from({ length: 8 }, () => this.int(0, 0xffff).toString(16).padStart(4, '0'));
    const [a, b, c, d, e] = hex;
    // Includes the name: all streams share one cycle, and among a million some overlap.
    const owner = createHash('sha256').update(this.name).digest('hex').slice(0, 12);
    return `${a}${b}-${c}-4${d?.slice(1)}-8${e?.slice(1)}-${owner}`;
  }
}
