const LENGTH_MAX = 300;

/** Names that only tell the SDK how to treat the error; the message says what is wrong. */
const emptyNames = new Set(['', 'Error', 'NonRetriableError', 'RetryAfterError']);

/**
 * Returns the message of a stored error, in one line without its stack. Errors arrive as the SDK serialises them:
 * nested, with `message` at any level, or as plain text.
 */
export function errorTextOf(error: unknown): string {
  return messageOf(error, 4).split('\n')[0]?.slice(0, LENGTH_MAX) ?? '';
}

function messageOf(error: unknown, depth: number): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null || depth === 0) return '';
  const { name, message, error: inner, cause } = error as Record<string, unknown>;
  if (typeof message === 'string' && message !== '') {
    const isNamed = typeof name === 'string' && !emptyNames.has(name);
    return isNamed ? `${name}: ${message}` : message;
  }
  return messageOf(inner ?? cause, depth - 1);
}
