import type { NextRequest } from 'next/server';

export const dynamic = 'force-dynamic';
/** A step may drain a sweep or push to a slow router. */
export const maxDuration = 300;

/** Loaded on the first request: the client reads the environment, which a build does not have. */
async function handle(method: 'GET' | 'POST' | 'PUT', request: NextRequest): Promise<Response> {
  const { handlers } = await import('@/inngest/serve');
  return handlers[method](request, undefined);
}

export const GET = (request: NextRequest) => handle('GET', request);
export const POST = (request: NextRequest) => handle('POST', request);
export const PUT = (request: NextRequest) => handle('PUT', request);
