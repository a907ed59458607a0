import { getSql } from '@/db/client';
import type { ChangeItem } from '@/lib/catalog/item-input';
import { DomainError } from '@/lib/kit/errors';
import { applyRollout } from '@/lib/rollouts/apply-rollout';
import { getItem } from '@/lib/screens/admin/catalogue-item';
import { listRolloutRows } from '@/lib/screens/admin/roll-outs';
import { givenCustomer, givenService, staffCtx, systemCtx } from '@/tests/support/fixtures';

/** Returns the key of the refusal; fails on any other error. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.key;
    throw error;
  }
  return 'not refused';
}

/** The item as its form would submit it, with some fields changed. */
export async function formOf(
  itemId: number,
  change: Partial<Omit<ChangeItem, 'terms'>> & { terms?: Partial<ChangeItem['terms']> } = {},
): Promise<ChangeItem> {
  const item = await getItem(staffCtx(), itemId);
  return {
    itemId,
    expectedVersionId: item.versionId,
    name: item.name,
    categoryId: item.category?.categoryId ?? null,
    siteIds: item.sites.map(({ siteId }) => siteId),
    labels: item.labels,
    customerIds: item.customers.map(({ customerId }) => customerId),
    packs: item.packs.map(({ packId: _packId, ...pack }) => pack),
    targetItemIds: item.targets.map((target) => target.itemId),
    ...change,
    terms: { ...item.terms, ...change.terms },
  };
}

export type ServiceTerms = {
  itemId: number;
  versionId: number;
  nextVersionId: number | null;
  desiredVersion: number;
  /** Gross price of the next period in minor units; null without a recurrence. */
  nextPrice: bigint | null;
};

export async function termsOf(serviceId: number): Promise<ServiceTerms> {
  const [row] = await getSql()<
    {
      item_id: string;
      item_version_id: string;
      next_item_version_id: string | null;
      desired_version: string;
      price_minor: string | null;
    }[]
  >`
    select s.item_id, s.item_version_id, s.next_item_version_id, s.desired_version, c.price_minor
    from services s left join schedule c on c.service_id = s.id where s.id = ${serviceId}`;
  if (!row) throw new Error(`no service ${serviceId}`);
  return {
    itemId: Number(row.item_id),
    versionId: Number(row.item_version_id),
    nextVersionId: row.next_item_version_id === null ? null : Number(row.next_item_version_id),
    desiredVersion: Number(row.desired_version),
    nextPrice: row.price_minor === null ? null : BigInt(row.price_minor),
  };
}

export async function versionsOf(itemId: number): Promise<number[]> {
  const rows = await getSql()<{ version: number }[]>`
    select version from catalog_item_versions where item_id = ${itemId} order by version`;
  return rows.map(({ version }) => version);
}

export async function givenSubscribers(itemId: number, count: number, balance = 5_000n) {
  const services: { customerId: number; serviceId: number }[] = [];
  for (let index = 0; index < count; index++) {
    const customerId = await givenCustomer({ balance });
    services.push({ customerId, serviceId: await givenService({ customerId, itemId }) });
  }
  return services;
}

export async function runToTheEnd(rolloutId: string, limit?: number): Promise<number> {
  let settled = 0;
  for (let more = true; more; ) {
    const result = await applyRollout(systemCtx(), { rolloutId, ...(limit ? { limit } : {}) });
    settled += result.settled;
    more = result.more;
  }
  return settled;
}

export async function rowsOf(rolloutId: string) {
  return (await listRolloutRows(staffCtx(), { rolloutId, states: [] })).rows;
}
