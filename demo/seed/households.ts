import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';

/** Connects the equipment of every PPPoE customer, which keeps dialing until its router accepts it. */
export async function connectHouseholds(routers: readonly RouterSimulator[]): Promise<void> {
  const rows = await getDb().execute<{
    id: number;
    customer_id: number;
    login: string;
    port: number;
    sealed: string;
  }>(sql`
    select s.id::int as id, s.customer_id::int as customer_id, s.login, r.port, c.service_password_sealed as sealed
    from services s join routers r on r.id = s.router_id join customers c on c.id = s.customer_id
    where s.archived_at is null and s.login is not null and s.password_sealed is null order by s.id`);
  for (const row of rows) {
    const router = routers.find(({ port }) => port === row.port);
    const password = unseal(
      env().ENCRYPTION_KEYS,
      row.sealed,
      `customer:${row.customer_id}|service_password`,
    );
    router?.dial(row.login, password, macOf(row.id), { redial: '10s' });
  }
}

/** A locally administered MAC address, stable for a given service. */
function macOf(serviceId: number): string {
  const hex = serviceId.toString(16).padStart(8, '0').toUpperCase();
  return ['02', 'AA', ...(hex.match(/../g) ?? [])].join(':');
}
