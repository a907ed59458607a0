/** Size of a sweep's first chunk, in due services. */
export const FIRST_CHUNK_SIZE = 500;
const SMALLEST = 50;
const LARGEST = 1_000;
/**
 * Target duration of a chunk: purchases of its customers wait until it commits, and must not be noticeably
 * delayed.
 */
const WANTED_MS = 50;

/**
 * Returns the size of the next chunk, in due services, after one of `size` took this long: a slow or busy
 * machine takes smaller chunks. Shrinks by half at most, because one slow chunk says little. The size never
 * affects what is decided.
 */
export function nextChunkSize(size: number, tookMs: number): number {
  const fitting = (size * WANTED_MS) / Math.max(tookMs, 1);
  const near = Math.min(Math.max(fitting, size / 2), size * 1.5);
  return Math.round(Math.min(Math.max(near, SMALLEST), LARGEST));
}
