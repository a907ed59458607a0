import { createHash } from 'node:crypto';

/** A stream of numbers that a text names: the same name gives the same stream, wherever it is asked for. */
export class Random {
  private state: number;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
    // FNV-1a; the generator below only needs different starts for different names.
    let hash = 0x811c9dc5;
    for (let at = 0; at < name.length; at += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    }
    this.state = hash >>> 0;
    this.next();
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True in this share of all cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.int(0, list.length - 1)];
  }

  /** One of the entries, each as often as its weight says. */
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
    // By the name as well: all streams run on one circle, and among a million some cross.
    const owner = createHash('sha256').update(this.name).digest('hex').slice(0, 12);
    return `${a}${b}-${c}-4${d?.slice(1)}-8${e?.slice(1)}-${owner}`;
  }
}
