import { NextRequest } from 'next/server';
import { isHeavyJson } from '@/app/_operator/is-heavy-json';
import { isJson, readBody, withBody } from '@/app/_operator/request-body';
import { jobsMode } from '@/inngest/client/mode';

export const dynamic = 'force-dynamic';
/** A step may drain a sweep or push to a slow router. */
export const maxDuration = 300;

/** A call carries a batch of events and the results of all earlier steps; ours are counts, some hundred bytes each. */
const BODY_BYTES_MAX = 1_000_000;
/** As long as the SDK accepts a signature. */
const SIGNATURE_SECONDS_MAX = 300;

/**
 * The signature covers a body's canonical JSON rather than its bytes, so it can be checked only after parsing, and a
 * stranger's body must be harmless to parse. A call whose header cannot be a signature is rejected before that. Loaded
 * on the first request, because the client reads the environment, which a build does not have.
 */
async function handle(method: 'GET' | 'POST' | 'PUT', request: NextRequest): Promise<Response> {
  const { serveHandlers } = await import('@/inngest/runtime/serve-handlers');
  if (method === 'GET') return serveHandlers.GET(request, undefined);
  // The executor in this process calls the SDK directly, so no caller of this address can have its key.
  const mode = jobsMode();
  if (mode.kind === 'embedded' || (!mode.isDev && !maySign(request))) {
    await readBody(request, 0);
    return new Response(null, { status: 401 });
  }
  // The SDK treats invalid JSON as a defect of its own.
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null || isHeavyJson(body)) return new Response(null, { status: 413 });
  if (body.length > 0 && !isJson(body)) return new Response(null, { status: 400 });
  return serveHandlers[method](new NextRequest(withBody(request, body)), undefined);
}

function maySign(request: NextRequest): boolean {
  const header = request.headers.get('x-inngest-signature') ?? '';
  const [, seconds] = /^t=(\d{1,12})&s=[0-9a-f]{64}$/.exec(header) ?? [];
  if (seconds === undefined) return false;
  return Math.abs(Date.now() / 1_000 - Number(seconds)) <= SIGNATURE_SECONDS_MAX;
}

export const GET = (request: NextRequest) => handle('GET', request);
export const POST = (request: NextRequest) => handle('POST', request);
export const PUT = (request: NextRequest) => handle('PUT', request);
