import 'server-only';
import { getTranslations } from 'next-intl/server';
import { findCtx, type PersonCtx } from '@/app/_auth/session';
import { refusalMessage } from '@/app/_operator/refusal-message';
import { DomainError, type RefusalCode } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

export type Download = { fileName: string; mediaType: string; body: BodyInit };

const statusOf: Record<RefusalCode, number> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  'invalid-state': 409,
  limit: 413,
  'insufficient-credit': 409,
  'invalid-input': 400,
};

/**
 * Responds with a file of the signed-in person: never cached, never rendered in our origin. A refusal is its sentence
 * with the matching status.
 */
export async function answerDownload(
  make: (ctx: PersonCtx) => Promise<Download>,
): Promise<Response> {
  const t = await getTranslations('errors');
  const ctx = await findCtx();
  if (ctx === null) return plain(401, t('sign_in_first'));
  try {
    const { fileName, mediaType, body } = await make(ctx);
    return new Response(body, {
      headers: {
        ...safety,
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
      },
    });
  } catch (error) {
    if (error instanceof DomainError) {
      return plain(statusOf[error.code], await refusalMessage(error));
    }
    const id = logDefect(error, { edge: 'download' });
    return plain(500, t('unexpected', { id }));
  }
}

const safety = {
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
} as const;

function plain(status: number, text: string): Response {
  const headers = { ...safety, 'content-type': 'text/plain; charset=utf-8' };
  return new Response(text, { status, headers });
}
