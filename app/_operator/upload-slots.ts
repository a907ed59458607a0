/**
 * Counts the uploads in progress of each holder, a person or an address. In memory, because it limits what this process
 * holds in memory.
 */
export class UploadSlots {
  readonly #max: number;
  readonly #held = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  get max(): number {
    return this.#max;
  }

  /** Returns false without starting the work if the holder has as many uploads in progress as allowed. */
  async hold<T>(holder: string, work: () => Promise<T>): Promise<T | false> {
    const held = this.#held.get(holder) ?? 0;
    if (held >= this.#max) return false;
    this.#held.set(holder, held + 1);
    try {
      return await work();
    } finally {
      const left = (this.#held.get(holder) ?? 1) - 1;
      if (left > 0) this.#held.set(holder, left);
      else this.#held.delete(holder);
    }
  }
}
