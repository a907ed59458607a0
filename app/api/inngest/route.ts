import { NextRequest } from 'next/server';
import { isHeavyJson } from '@/app/_operator/is-heavy-json';
import { isJson, readBody, withBody } from '@/app/_operator/request-body';
import { jobsMode } from '@/inngest/client/mode';

export const dynamic = 'force-dynamic';
/** A step may drain a sweep or push to a slow router. */
export const maxDuration = 300;

/** A call carries the results of all earlier steps; Inngest itself stores no more than this per run. */
const BODY_BYTES_MAX = 32_000_000;

/**
 * The signature covers a body's canonical JSON rather than its bytes, so it can be checked only after parsing, and a
 * stranger's body must be harmless to parse. Loaded on the first request, because the client reads the environment,
 * which a build does not have.
 */
async function handle(method: 'GET' | 'POST' | 'PUT', request: NextRequest): Promise<Response> {
  const { serveHandlers } = await import('@/inngest/runtime/serve-handlers');
  if (method === 'GET') return serveHandlers.GET(request, undefined);
  // The executor in this process calls the SDK directly, so no caller of this address can have its key.
  if (jobsMode().kind === 'embedded') {
    await readBody(request, 0);
    return new Response(null, { status: 401 });
  }
  // The SDK treats invalid JSON as a defect of its own.
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null || isHeavyJson(body)) return new Response(null, { status: 413 });
  if (body.length > 0 && !isJson(body)) return new Response(null, { status: 400 });
  return serveHandlers[method](new NextRequest(withBody(request, body)), undefined);
}

export const GET = (request: NextRequest) => handle('GET', request);
export const POST = (request: NextRequest) => handle('POST', request);
export const PUT = (request: NextRequest) => handle('PUT', request);
