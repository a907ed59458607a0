/** Headers of a refusal before the body was read: what is still on its way must not meet the next request. */
export const unreadBody = { connection: 'close' } as const;

/**
 * The whole body as bytes, or null when it is larger than `bytesMax`. Stops at the cap while reading, so
 * that a lying or missing length cannot fill the memory.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length')) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return Buffer.concat(chunks);
    size += part.value.byteLength;
    if (size > bytesMax) {
      await reader?.cancel();
      return null;
    }
    chunks.push(part.value);
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
