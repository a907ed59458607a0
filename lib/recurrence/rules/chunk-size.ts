/** Due services the first chunk of a sweep begins with. */
export const FIRST_CHUNK_SIZE = 500;
const SMALLEST = 50;
const LARGEST = 1_000;
/** A purchase of a customer in a chunk waits until it is written: so long that nobody notices. */
const WANTED_MS = 50;

/**
 * How many due services the next chunk begins with, after one of `size` took this long: a slow or busy machine
 * takes fewer at a time. By half at most, because one slow moment says little. What is decided does not depend on it.
 */
export function nextChunkSize(size: number, tookMs: number): number {
  const fitting = (size * WANTED_MS) / Math.max(tookMs, 1);
  const near = Math.min(Math.max(fitting, size / 2), size * 1.5);
  return Math.round(Math.min(Math.max(near, SMALLEST), LARGEST));
}
