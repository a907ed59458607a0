/** What is read to its end although it is too large, so that the sender hears why instead of a broken line. */
const DRAINED_BYTES_MAX = 32_000_000;

/**
 * The whole body as bytes, or null when it is larger than `bytesMax`. Keeps nothing beyond the cap, so that
 * a lying or missing length cannot fill the memory.
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

/** The same request with a body that was read already, for a library that wants to read it itself. */
export function withBody(request: Request, body: Uint8Array): Request {
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(body),
  });
}
