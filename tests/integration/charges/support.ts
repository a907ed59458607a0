import { getSql } from '@/db/client';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';

/** The lines of everything a service was charged and credited for, in the order of the ledger. */
export async function linesOf(serviceId: number): Promise<LineView[]> {
  const rows = await getSql()<{ cause_key: string }[]>`
    select cause_key from transfers where service_id = ${serviceId} group by cause_key order by min(id)`;
  const causes = rows.map((row) => row.cause_key);
  const lines = await listLines({}, causes);
  return causes.flatMap((cause) => lines.filter(({ causeKey }) => causeKey === cause));
}

export async function useData(serviceId: number, bytes: bigint): Promise<void> {
  await getSql()`update allocations set used_bytes = ${bytes.toString()} where service_id = ${serviceId}`;
}
