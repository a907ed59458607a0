import { getSql } from '@/db/client';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { Random } from './random';
import { system, type World } from './world';

const GIGABYTE = 1_000_000_000;

/** Counters of the only router, growing from day to day; some customers use all their data. */
export class Usage {
  private readonly counters = new Map<string, bigint>();

  async poll({ world, random, now }: { world: World; random: Random; now: Date }): Promise<void> {
    const rows = await getSql()<{ login: string }[]>`
      select login from services where login is not null and status = 'active' order by id`;
    const readings = rows.map(({ login }) => {
      const used = Math.floor(random.next() ** 3 * 9 * GIGABYTE);
      const downBytes = (this.counters.get(login) ?? 0n) + BigInt(used);
      this.counters.set(login, downBytes);
      const known = { login, kind: 'ppp' as const, sessionKey: 'ppp', downBytes };
      return { ...known, upBytes: downBytes / 10n, uptimeSeconds: 5_000_000 };
    });
    const poll = {
      routerId: world.routerId,
      polledAt: now,
      readings,
      routerUptimeSeconds: 9_000_000,
    };
    await ingestUsage(system(now), poll);
  }
}
