import 'server-only';
import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

export type StoredFile = {
  /** Name of the download, with its extension. */
  fileName: string;
  mediaType: string;
  content: Buffer;
  show: 'inline' | 'attachment';
  /** The same bytes forever at this address; anything else is never cached. */
  isImmutable: boolean;
};

type Sending = {
  request: NextRequest;
  route: string;
  /** Identifies the bytes for the browser's cache. */
  fileId: string;
  read: (ctx: Ctx) => Promise<StoredFile>;
};

/**
 * Sends an uploaded file to a person who may see it. The restrictive policy (`sandbox`) for these bytes is in
 * next.config.ts, whose headers take precedence.
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

/**
 * Percent-encodes characters that are not allowed in a header (RFC 8187) and that `encodeURIComponent` leaves as they
 * are.
 */
function percentOf(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
