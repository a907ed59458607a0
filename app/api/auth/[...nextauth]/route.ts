import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/app/_auth/next-auth-options';
import { isJson, readBody, withBody } from '@/app/_operator/request-body';
import { env } from '@/lib/kit/env';

type RouteContext = { params: Promise<{ nextauth: string[] }> };

const BODY_BYTES_MAX = 16_384;

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  // biome-ignore lint/style/noProcessEnv: next-auth reads the site's address only from here
  process.env.NEXTAUTH_URL = new URL('/api/auth', env().APP_URL).href;
  return NextAuth(request, context, nextAuthOptions()) as Promise<Response>;
}

export function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  return handle(request, context);
}

/** next-auth reads bodies of any size and treats malformed ones as a defect, so both are handled first. */
export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim();
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return new Response(null, { status: 413 });
  if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded')
    return new Response(null, { status: 415 });
  if (type === 'application/json' && !isJson(body)) return new Response(null, { status: 400 });
  return handle(new NextRequest(withBody(request, body)), context);
}
