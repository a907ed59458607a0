import { getSql } from '@/db/client';
import { addSeconds } from '@/lib/kit/time';
import { cancelOrder } from '@/lib/orders/cancel-order';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { recordSheet } from '@/tests/support/invariants/watch';
import { type Act, type Deed, oneServiceOf, type Situation } from './deed';
import { edits } from './edits';
import { outcomeOf } from './faults';
import { topUp, waitingOrder } from './money-acts';
import { subscriber } from './world';

/** What customers order: a preview, and its confirmation a while later. */
export const orderActs: readonly Act[] = [
  { weight: 8, prepare: buyService },
  { weight: 6, prepare: buyPack },
  { weight: 8, prepare: changePlan },
  { weight: 2, prepare: giveUpOrder },
];

/** Every customer's first actions. */
export const joinActs: readonly Pick<Act, 'prepare'>[] = [
  { prepare: topUp },
  { prepare: buyService },
  { prepare: buyService },
];

/** A sheet is valid for a quarter of an hour; a few are confirmed too late. */
const CONFIRMED_WITHIN_SECONDS = 16 * 60;

/** Previews an order and confirms it later, in between which something it depends on may change. */
async function order(situation: Situation, request: OrderRequest): Promise<Deed> {
  const { random, customerId, now } = situation;
  const sheet = await previewOrder(subscriber(customerId, now), { customerId, request });
  const until = addSeconds(now, random.int(0, CONFIRMED_WITHIN_SECONDS));
  const editedAt = addSeconds(now, random.int(0, (until.getTime() - now.getTime()) / 1000));
  const edit = random.chance(0.3)
    ? await random.weighted(edits)?.prepare({ ...situation, now: editedAt })
    : null;
  const { orderId, sealedQuote: quote } = sheet;
  const run = async () => {
    // Its refusal is no refusal of the order.
    if (edit) await outcomeOf(edit.run);
    const input = { orderId, customerId, request, quote };
    const placed = await placeOrder(subscriber(customerId, until), input);
    await recordSheet(getSql(), { orderId: placed.orderId, customerId, quote: sheet.quote });
  };
  const meanwhile = edit ? `, meanwhile ${edit.name}` : '';
  return { name: `order ${JSON.stringify(request)}${meanwhile}`, until, run };
}

async function buyService(situation: Situation): Promise<Deed | null> {
  const itemId = situation.random.pick(situation.world.itemIds);
  return itemId === undefined ? null : order(situation, { kind: 'new_service', itemId });
}

async function buyPack(situation: Situation): Promise<Deed | null> {
  const service = await oneServiceOf(
    situation,
    ({ status }) => status === 'active' || status === 'disabled',
  );
  if (!service) return null;
  const [pack] = await getSql()<{ id: number }[]>`
    select id::int as id from packs where item_id = ${service.item_id} order by id limit 1`;
  return pack ? order(situation, { kind: 'pack', serviceId: service.id, packId: pack.id }) : null;
}

/** To a plan of any kind; the product refuses those that cannot replace the old one. */
async function changePlan(situation: Situation): Promise<Deed | null> {
  const { random, world } = situation;
  const service = await oneServiceOf(
    situation,
    ({ is_recurring, status }) => is_recurring && (status === 'active' || status === 'stopped'),
  );
  const targets = random.chance(0.8) ? world.itemIds.slice(0, 7) : world.itemIds;
  const itemId = random.pick(targets.filter((id) => id !== service?.item_id));
  if (!service || itemId === undefined) return null;
  const moment = random.chance(0.5) ? 'now' : 'period_end';
  return order(situation, { kind: 'plan_change', serviceId: service.id, itemId, moment });
}

async function giveUpOrder({ customerId, now }: Situation): Promise<Deed | null> {
  const orderId = await waitingOrder(customerId);
  if (orderId === undefined) return null;
  const ctx = subscriber(customerId, now);
  return { name: `cancel order ${orderId}`, run: () => cancelOrder(ctx, { orderId, customerId }) };
}
