import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { addSeconds } from '@/lib/kit/time';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { DemoCustomer } from './people';

const DAYS_BACK = 15;
const HOUR_SECONDS = 3_600;
const TYPICAL_BYTES_PER_HOUR = 30_000_000;

/** Byte counters as hourly polls of each router would have recorded them over the last weeks. */
export async function seedUsage(ctx: Ctx, people: readonly DemoCustomer[]): Promise<void> {
  const appetites = new Map(
    people.flatMap((person) => person.services.map(({ login }) => [login, person.appetite])),
  );
  const rows = await getDb().execute<{
    router_id: number;
    login: string;
    created_at: string;
    stopped_at: string | null;
  }>(sql`
    select s.router_id::int as router_id, s.login, s.created_at, h.since as stopped_at
    from services s left join service_holds h on h.service_id = s.id and h.reason = 'no_credit'
    where s.login is not null and s.router_id is not null and s.archived_at is null
    order by s.id`);
  const routers = [...new Set(rows.map((row) => row.router_id))];
  for (const routerId of routers) {
    const lines = rows
      .filter((row) => row.router_id === routerId)
      .map((row) => ({
        login: row.login,
        since: new Date(row.created_at),
        until: row.stopped_at === null ? null : new Date(row.stopped_at),
        appetite: appetites.get(row.login) ?? 1,
        down: 0,
        up: 0,
      }));
    // Hourly for the last day and every third hour before it: the graphs look the same and seeding is faster.
    for (let hour = DAYS_BACK * 24; hour >= 1; hour -= hour > 24 ? 3 : 1) {
      await pollAt(ctx, {
        routerId,
        at: addSeconds(ctx.now, -hour * HOUR_SECONDS),
        lines,
        hour,
        hours: hour > 24 ? 3 : 1,
      });
    }
  }
}

type Line = {
  login: string;
  since: Date;
  until: Date | null;
  appetite: number;
  down: number;
  up: number;
};

async function pollAt(
  ctx: Ctx,
  {
    routerId,
    at,
    lines,
    hour,
    hours,
  }: { routerId: number; at: Date; lines: Line[]; hour: number; hours: number },
): Promise<void> {
  const present = lines.filter(
    (line) => line.since < at && (line.until === null || at < line.until),
  );
  for (const [position, line] of present.entries()) {
    const bytes =
      TYPICAL_BYTES_PER_HOUR * hours * line.appetite * habit(at.getUTCHours(), position + hour);
    line.down += Math.round(bytes);
    line.up += Math.round(bytes * 0.14);
  }
  await ingestUsage(
    { ...ctx, now: at },
    {
      routerId,
      polledAt: at,
      readings: present.map((line) => ({
        login: line.login,
        kind: 'ppp' as const,
        sessionKey: 'seed',
        downBytes: BigInt(line.down),
        upBytes: BigInt(line.up),
        uptimeSeconds: Math.round((at.getTime() - line.since.getTime()) / 1000),
      })),
      routerUptimeSeconds: (DAYS_BACK * 24 - hour + 48) * HOUR_SECONDS,
    },
  );
}

/** Quiet nights, busy evenings and some variation, identical in every demo. */
function habit(hourOfDay: number, salt: number): number {
  const daily = hourOfDay < 6 ? 0.1 : hourOfDay < 16 ? 0.6 : hourOfDay < 22 ? 1.9 : 0.8;
  const ripple = 0.6 + ((salt * 7_919) % 97) / 97;
  return daily * ripple;
}
