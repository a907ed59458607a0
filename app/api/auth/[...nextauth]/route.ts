import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/app/_auth/next-auth-options';
import { env } from '@/lib/kit/env';

type RouteContext = { params: Promise<{ nextauth: string[] }> };

const bodyBytesMax = 16_384;

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  // biome-ignore lint/style/noProcessEnv: next-auth takes the site's address from here alone
  process.env.NEXTAUTH_URL = new URL('/api/auth', env().APP_URL).href;
  return NextAuth(request, context, nextAuthOptions()) as Promise<Response>;
}

export function GET(request: NextRequest, context: RouteContext): Promise<Response> {
  return handle(request, context);
}

export async function POST(request: NextRequest, context: RouteContext): Promise<Response> {
  // next-auth reads whole bodies; a sign-in needs a few hundred bytes and always states its length.
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= bodyBytesMax)) return new Response(null, { status: 413 });
  return handle(request, context);
}
