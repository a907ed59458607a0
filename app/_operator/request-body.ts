/**
 * How much of an oversized body is still read, so that the client receives the reason instead of a broken connection.
 */
const DRAINED_BYTES_MAX = 32_000_000;

/**
 * Returns the whole body, or null when it is larger than `bytesMax`. Stores nothing beyond the limit, so that a false
 * or missing length cannot exhaust memory.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return size > bytesMax ? null : Buffer.concat(chunks);
    size += part.value.byteLength;
    if (size <= bytesMax) chunks.push(part.value);
    else chunks.length = 0;
    if (size > bytesMax + DRAINED_BYTES_MAX) {
      await reader?.cancel();
      return null;
    }
  }
}

export function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(body).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** The same request with a body that was already read, for a library that reads it itself. */
export function withBody(request: Request, body: Uint8Array): Request {
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(body),
  });
}
