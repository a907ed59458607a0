import { getSql } from '@/db/client';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { changeService } from '@/lib/lifecycle/change-service';
import { applySettings } from '@/lib/rollouts/apply-settings';
import { changeItem } from '@/lib/rollouts/change-item';
import { getSettings } from '@/lib/settings/get-settings';
import { type Act, type Deed, oneServiceOf, type Situation } from './deed';
import { adjust, topUp } from './money-acts';
import { changeFields, connectOrNot, dayAfter } from './service-acts';
import { itemOf, SIMULATION_ZONE, staff } from './world';

/** What staff change that applies to everybody: plans, what is on sale, the settings. */
export const operatorActs: readonly Act[] = [
  { weight: 1, prepare: editPlan },
  { weight: 0.3, prepare: takeOffSale },
  { weight: 0.4, prepare: changeTheSettings },
];

/** What changes while a customer has a confirmation sheet open. */
export const edits: readonly Act[] = [
  { weight: 5, prepare: editPlan },
  { weight: 1, prepare: takeOffSale },
  { weight: 1, prepare: changeTheSettings },
  { weight: 5, prepare: changeFields },
  { weight: 4, prepare: changeDiscounts },
  { weight: 1, prepare: connectOrNot },
  { weight: 2, prepare: topUp },
  { weight: 2, prepare: (situation) => Promise.resolve(adjust(situation, 'debit', 3_000)) },
];

/** New terms of one plan, for new sales; services keep theirs. */
async function editPlan({ random, world, now }: Situation): Promise<Deed | null> {
  const index = random.int(0, world.itemIds.length - 1);
  const { name, terms, ...item } = itemOf(index);
  const itemId = world.itemIds[index] ?? 0;
  const [row] = await getSql()<{ id: number }[]>`
    select max(id)::int as id from catalog_item_versions where item_id = ${itemId}`;
  const change = random.pick([
    { unitPriceMinor: (terms.unitPriceMinor * BigInt(random.int(70, 130))) / 100n },
    { taxRatePpm: random.pick([0, 70_000, 190_000]) ?? 0 },
    { activationFeeMinor: BigInt(random.int(0, 900)) },
    { changeFeeUpMinor: BigInt(random.int(0, 400)), refundsUnused: random.chance(0.7) },
    { graceDays: random.int(0, 3), keepAnchor: random.chance(0.5) },
  ]);
  const input = {
    ...{ itemId, name, packs: item.packs, terms: { ...terms, ...change } },
    expectedVersionId: row?.id ?? 0,
  };
  return {
    name: `edit ${Object.keys(change ?? {}).join(', ')} of item ${itemId}`,
    run: () => changeItem(staff(now), input),
  };
}

/** Takes an item off sale, or puts back the one that is. */
async function takeOffSale({ random, world, now }: Situation): Promise<Deed | null> {
  const [off] = await getSql()<{ id: number }[]>`
    select id::int as id from catalog_items where status = 'retired' order by id limit 1`;
  const itemId = off?.id ?? random.pick(world.itemIds) ?? 0;
  const status = off ? ('active' as const) : ('retired' as const);
  return {
    name: `item ${itemId} becomes ${status}`,
    run: () => changeItemStatus(staff(now), { itemId, status }),
  };
}

/** Another tax mode, time zone or minimum balance, after seeing what it does to existing services. */
async function changeTheSettings({ random, now }: Situation): Promise<Deed | null> {
  const { currencyExponent: _, ...before } = await getSettings({});
  const change = random.pick([
    { taxMode: before.taxMode === 'inclusive' ? ('exclusive' as const) : ('inclusive' as const) },
    { timeZone: random.pick([SIMULATION_ZONE, 'Europe/London', 'Africa/Kampala']) },
    { minimumBalanceMinor: BigInt(random.int(-2, 2) * 100) },
  ]);
  const input = { ...before, ...change, timeZone: change?.timeZone ?? before.timeZone };
  const run = async () => {
    const asked = await applySettings(staff(now), { ...input, shown: null });
    if (asked.kind === 'asks') await applySettings(staff(now), { ...input, shown: asked.shown });
  };
  return { name: `settings ${Object.entries(change ?? {}).join(' ')}`, run };
}

async function changeDiscounts(situation: Situation): Promise<Deed | null> {
  const { random, now } = situation;
  const service = await oneServiceOf(situation, () => true);
  if (!service) return null;
  const worth = random.chance(0.5)
    ? { kind: 'percent' as const, percentPpm: random.int(1, 9) * 100_000 }
    : { kind: 'fixed' as const, amountMinor: BigInt(random.int(1, 900)) };
  const discounts = Array.from({ length: random.int(0, 2) }, () => ({
    ...{ ...worth, text: 'Simulated', stackable: random.chance(0.5) },
    ...{ startDate: dayAfter(now, random.int(0, 10)), endDate: dayAfter(now, random.int(10, 40)) },
  }));
  const input = { serviceId: service.id, discounts };
  return {
    name: `${discounts.length} discounts for service ${service.id}`,
    run: () => changeService(staff(now), input),
  };
}
