/** Inngest's own table, so that both executors wait equally long. */
const tableSeconds = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];
const JITTER_SECONDS = 30;

/**
 * Returns the milliseconds to wait before the next attempt.
 * @param attempt the failed attempt, counted from 0
 * @param jitter 0 (inclusive) to 1 (exclusive)
 */
export function retryDelayMs(attempt: number, jitter: number): number {
  const seconds = tableSeconds[Math.min(attempt, tableSeconds.length - 1)] ?? 0;
  return Math.round((seconds + jitter * JITTER_SECONDS) * 1000);
}

const RETRY_AFTER_MAX_MS = 24 * 3_600_000;

/** Parses a `retry-after` header (whole seconds or an instant) into milliseconds from `now`. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now.getTime() : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}
