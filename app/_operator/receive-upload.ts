import 'server-only';
import type { NextRequest } from 'next/server';
import { getTranslations } from 'next-intl/server';
import type { z } from 'zod';
import { clientAddress } from '@/app/_auth/client-address';
import { findCtx, type PersonCtx } from '@/app/_auth/session';
import { can, type Right } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { addressBucket } from '@/lib/identity/rules/attempts';
import { DomainError, type RefusalCode } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';
import { refusalMessage } from './refusal-message';
import { readBody } from './request-body';
import { UploadSlots } from './upload-slots';

type Upload<Target> = {
  request: NextRequest;
  /** Name for the log. */
  route: string;
  /** Schema of the query string, which names the file's purpose. */
  target: z.ZodType<Target>;
  bytesMax: (target: Target) => number;
  /** Rights required for `save`, checked before the body is read, so that files of others are never decoded. */
  rights: Right[];
  /** One command call with the whole body; returns what the page receives as JSON. */
  save: (ctx: Ctx, target: Target, bytes: Buffer) => Promise<unknown>;
};

/** A person sends one file after the other; the rest is room for several open pages. */
const ofPeople = new UploadSlots(3);
/** Many people can share an address, and each upload without a session is refused anyway. */
const ofAddresses = new UploadSlots(10);

type UploadWords = Awaited<ReturnType<typeof getTranslations<'errors'>>>;

/**
 * Receives one file as the raw body of a request. A route rather than an action, because it reads the body in chunks
 * and drops it as soon as it is too large. Refusals are returned as `{ message }`.
 */
export async function receiveUpload<Target>(upload: Upload<Target>): Promise<Response> {
  return receiveFrom(await findCtx(), upload, await getTranslations('errors'));
}

/** Reads nothing of a body before the sender has a free slot, so that parallel uploads cannot exhaust memory. */
export async function receiveFrom<Target>(
  ctx: PersonCtx | null,
  upload: Upload<Target>,
  t: UploadWords,
): Promise<Response> {
  const { request } = upload;
  const full = (max: number) => answer(429, { message: t('upload_too_many', { max }) });
  if (ctx) {
    const work = () => receive(ctx, upload, t);
    const received = await ofPeople.hold(String(ctx.actor.userId), work);
    return received || drained(request, full(ofPeople.max));
  }
  const address = addressBucket(clientAddress(request.headers.get('x-forwarded-for')));
  const refused = () => drained(request, answer(401, { message: t('forbidden') }));
  // Beyond that, a stranger may see a broken connection instead of the reason.
  return (await ofAddresses.hold(address, refused)) || full(ofAddresses.max);
}

/** Reads to the end, storing nothing, or the client sees a broken connection instead of the reason. */
async function drained(request: Request, response: Response): Promise<Response> {
  await readBody(request, 0);
  return response;
}

async function receive<Target>(
  ctx: PersonCtx,
  upload: Upload<Target>,
  t: UploadWords,
): Promise<Response> {
  const { request, route } = upload;
  const refused = (status: number, message: string) =>
    drained(request, answer(status, { message }));
  // Another site's page cannot upload with this person's cookie.
  if (request.headers.get('sec-fetch-site') === 'cross-site') return refused(403, t('forbidden'));
  const { actor } = ctx;
  const mayUpload =
    actor.kind === 'staff' && upload.rights.every((right) => can(actor.role, right));
  if (!mayUpload) return refused(403, t('forbidden'));
  const target = upload.target.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!target.success) return refused(400, t('field_invalid'));
  try {
    const bytes = await readBody(request, upload.bytesMax(target.data));
    if (bytes === null) return answer(413, { message: t('field_file_size') });
    return answer(201, await upload.save(ctx, target.data, bytes));
  } catch (error) {
    if (error instanceof DomainError)
      return answer(statusOf[error.code], { message: await refusalMessage(error) });
    return answer(500, { message: t('unexpected', { id: logDefect(error, { route }) }) });
  }
}

const statusOf: Record<RefusalCode, number> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  'invalid-state': 409,
  limit: 413,
  'insufficient-credit': 409,
  'invalid-input': 422,
};

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
