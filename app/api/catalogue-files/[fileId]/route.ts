import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import { type FileContent, getItemFile } from '@/lib/catalog/queries';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

export const dynamic = 'force-dynamic';

/** An item's image or datasheet, for staff and for those who may buy or have the item. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ fileId: string }> },
): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  try {
    const { fileId } = await params;
    const file = await getItemFile(ctx, fileId);
    const etag = `"${fileId}"`;
    if (request.headers.get('if-none-match') === etag)
      return new Response(null, { status: 304, headers: { etag } });
    return new Response(new Uint8Array(file.content), { headers: headersOf(file, etag) });
  } catch (error) {
    if (error instanceof DomainError) return new Response('Not found.', { status: 404 });
    return new Response(logDefect(error, { route: '/api/catalogue-files' }), { status: 500 });
  }
}

/** The policy that denies the bytes everything (`sandbox`) stands in next.config.ts, whose headers win. */
function headersOf(file: FileContent, etag: string): Record<string, string> {
  const isImage = file.kind === 'image';
  const name = encodeURIComponent(`${file.itemName}.${isImage ? 'webp' : 'pdf'}`);
  return {
    'content-type': file.mediaType,
    'content-length': String(file.content.byteLength),
    'content-disposition': `${isImage ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // The address changes with the content; private, because not everyone may see it.
    'cache-control': 'private, max-age=86400, immutable',
    vary: 'cookie',
    etag,
  };
}
