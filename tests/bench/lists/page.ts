import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import type postgres from 'postgres';
import { SESSION_COOKIE_NAME } from '@/app/_auth/session-cookie-name';
import { freePort, startAppServer, tellEnd } from '@/host/app-server';
import { ensureBuild } from '@/host/build';
import { dataFolder } from '@/host/home';
import type { Ctx } from '@/lib/context';
import { openSession } from '@/lib/identity/open-session';
import { getFormats } from '@/lib/kit/format';
import { countCustomers, listCustomers } from '@/lib/screens/admin/customers';
import { type BenchContext, type Figure, figure, interleave, percentile, timed } from '../harness';

const ADDRESS = '/admin/customers';
const WARM_UPS = 200;
const LOADS = 60;
const formats = getFormats({ currency: 'EUR', timeZone: 'Europe/Berlin', locale: 'en' });

type Site = { url: string; headers: Record<string, string>; stop: () => Promise<void> };

/** The page as staff open it, in production mode, against the same rows written by plain node:http. */
export async function measurePage(
  { url, sql, ctx }: { url: string; sql: postgres.Sql; ctx: Ctx },
  { repeats, say }: BenchContext,
): Promise<Figure[]> {
  const data = dataFolder();
  await ensureBuild(data);
  const app = await startApp(url, { data, ctx, sql });
  const bare = await startBare(ctx);
  try {
    const sizes = { app: await bytesOf(app), bare: await bytesOf(bare) };
    say(`list page ${sizes.app} bytes, bare page ${sizes.bare} bytes`);
    for (let count = 0; count < WARM_UPS; count += 1) await bytesOf(app);
    for (let count = 0; count < WARM_UPS; count += 1) await bytesOf(bare);
    const spreads = await interleave(
      { app: () => loadOften(app), bare: () => loadOften(bare) },
      repeats,
    );
    return [
      figure({
        name: 'list_page',
        value: spreads.app.median,
        unit: 'ms',
        floor: spreads.bare.median,
        workload: `50 of the customers, the page as a browser loads it, one after another, ${LOADS} loads a round; floor: the same rows and count as HTML from node:http`,
      }),
    ];
  } finally {
    await app.stop();
    await bare.stop();
  }
}

async function startApp(
  databaseUrl: string,
  { data, ctx, sql }: { data: string; ctx: Ctx; sql: postgres.Sql },
): Promise<Site> {
  const secret = randomBytes(32).toString('hex');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = startAppServer({
    mode: 'start',
    port,
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      APP_URL: url,
      NEXTAUTH_URL: url,
      AUTH_SECRET: secret,
      ENCRYPTION_KEYS: process.env['ENCRYPTION_KEYS'] ?? '',
    },
    logFile: path.join(data, 'logs', 'bench-app.log'),
    onStarted: () => undefined,
    onEnded: tellEnd,
  });
  await server.ready();
  const token = await encode({ token: { sid: await signIn(ctx, sql) }, secret });
  return {
    url: `${url}${ADDRESS}`,
    headers: { cookie: `${SESSION_COOKIE_NAME}=${token}` },
    stop: server.stop,
  };
}

async function signIn(ctx: Ctx, sql: postgres.Sql): Promise<string> {
  const [user] = await sql<{ id: number }[]>`
    insert into users (kind, role, email, name, status, created_at, updated_at)
    values ('staff', 'owner', 'owner@bench.example', 'Bench Owner', 'active', now(), now()) returning id::int as id`;
  return openSession({ now: ctx.now }, { userId: user?.id ?? 0, ip: '127.0.0.1', userAgent: null });
}

/** The cost of the same rows without React, session or layout: read, write to a string, send. */
async function startBare(ctx: Ctx): Promise<Site> {
  const server = createServer(async (_request, response) => {
    const [{ rows }, { count }] = await Promise.all([
      listCustomers(ctx, {}),
      countCustomers(ctx, {}),
    ]);
    const cells = rows.map((row) =>
      [
        row.name,
        row.status,
        JSON.stringify(row.services),
        row.email,
        row.phone,
        row.siteName,
        formats.money(row.balanceMinor),
      ]
        .map((cell) => `<td>${escaped(cell ?? '')}</td>`)
        .join(''),
    );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Customers</title><p>${count}</p><table><tr>${cells.join('</tr><tr>')}</tr></table>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, headers: {}, stop: () => close(server) };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function loadOften(site: Site): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < LOADS; count += 1) times.push(await timed(() => bytesOf(site)));
  return percentile(times, 50);
}

async function bytesOf({ url, headers }: Site): Promise<number> {
  // Neither side compresses: that is the front server's job, and the bare page has no front server.
  const answer = await fetch(url, {
    headers: { ...headers, 'accept-encoding': 'identity' },
    redirect: 'manual',
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.byteLength(text);
}
