import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { METRICS_TYPE, metricsText } from '@/lib/jobs/rules/metrics-text';
import { env } from '@/lib/kit/env';
import { logDefect } from '@/lib/kit/log';
import { readGauges } from './gauges';

export const dynamic = 'force-dynamic';

/** For Prometheus: `Authorization: Bearer <METRICS_TOKEN>`. Returns 404 when no token is configured. */
export async function GET(request: NextRequest | Request): Promise<Response> {
  const token = env().METRICS_TOKEN;
  if (token === undefined) return new Response(null, { status: 404 });
  if (!isSame(request.headers.get('authorization') ?? '', `Bearer ${token}`)) {
    return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
  }
  try {
    const now = new Date();
    const gauges = await readGauges({ actor: { kind: 'system', job: 'metrics' }, now });
    return new Response(metricsText(gauges), {
      headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' },
    });
  } catch (error) {
    const id = logDefect(error, { route: '/api/metrics' });
    return new Response(`defect ${id}\n`, { status: 503 });
  }
}

/** Compares digests of equal length in constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
