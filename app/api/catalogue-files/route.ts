import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { findCtx } from '@/app/_auth/session';
import { uploadBytesMax } from '@/lib/catalog/prepare-file';
import { saveItemFile } from '@/lib/catalog/save-item-file';
import { DomainError, type RefusalCode } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';
import { itemFileKinds } from '@/lib/kit/words';

export const dynamic = 'force-dynamic';

const Target = z.object({
  item: z.coerce.number().int().positive(),
  kind: z.enum(itemFileKinds),
});

/**
 * Takes one file as the raw body: `?item=12&kind=image`. A route and not an action, because a body is
 * read here piece by piece and dropped as soon as it is too large.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const t = await getTranslations('errors');
  const ctx = await findCtx();
  if (!ctx) return answer(401, t('forbidden'));
  // Another site's page cannot upload with this person's cookie.
  if (request.headers.get('sec-fetch-site') === 'cross-site') return answer(403, t('forbidden'));
  const target = Target.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!target.success) return answer(400, t('field_invalid'));
  const { item: itemId, kind } = target.data;
  try {
    const bytes = await readBody(request, uploadBytesMax[kind]);
    if (bytes === null) return answer(413, t('field_file_size'));
    const { fileId } = await saveItemFile(ctx, { itemId, kind, bytes });
    revalidatePath('/admin/catalogue', 'layout');
    return Response.json({ fileId }, { status: 201, headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (error instanceof DomainError)
      return answer(statusOf[error.code], t(error.key, {} as never));
    return answer(
      500,
      t('unexpected', { id: logDefect(error, { route: '/api/catalogue-files' }) }),
    );
  }
}

const statusOf: Readonly<Record<RefusalCode, number>> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  'invalid-state': 409,
  limit: 413,
  'insufficient-credit': 409,
  'invalid-input': 422,
};

/** Stops at the cap while reading, so that a lying or missing length cannot fill the memory. */
async function readBody(request: Request, bytesMax: number): Promise<Buffer | null> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > bytesMax) return null;
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

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } });
}
