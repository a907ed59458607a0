import 'server-only';
import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

export type StoredFile = {
  /** With its ending, as the download is called. */
  fileName: string;
  mediaType: string;
  content: Buffer;
  show: 'inline' | 'attachment';
  /** Same bytes for ever under this address; anything else is never kept. */
  isImmutable: boolean;
};

type Sending = {
  request: NextRequest;
  route: string;
  /** Names the bytes for the browser's copy. */
  fileId: string;
  read: (ctx: Ctx) => Promise<StoredFile>;
};

/**
 * Sends a file that somebody uploaded to a person who may see it. The policy that denies the bytes
 * everything (`sandbox`) stands in next.config.ts, whose headers win.
 */
export async function sendStoredFile({ request, route, fileId, read }: Sending): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  try {
    const file = await read(ctx);
    const etag = `"${fileId}"`;
    if (file.isImmutable && request.headers.get('if-none-match') === etag)
      return new Response(null, { status: 304, headers: { etag } });
    return new Response(new Uint8Array(file.content), { headers: headersOf(file, etag) });
  } catch (error) {
    if (error instanceof DomainError) return new Response('Not found.', { status: 404 });
    return new Response(logDefect(error, { route }), { status: 500 });
  }
}

function headersOf(file: StoredFile, etag: string): Record<string, string> {
  const name = encodeURIComponent(file.fileName).replace(/['()*]/g, percentOf);
  return {
    'content-type': file.mediaType,
    'content-length': String(file.content.byteLength),
    'content-disposition': `${file.show}; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'cookie',
    // Private, because not everyone may see it.
    ...(file.isImmutable
      ? { etag, 'cache-control': 'private, max-age=86400, immutable' }
      : { 'cache-control': 'private, no-store' }),
  };
}

/** Signs that a header may not hold as they are (RFC 8187) and `encodeURIComponent` leaves alone. */
function percentOf(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
