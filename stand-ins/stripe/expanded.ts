import { invalid } from './errors';
import type { FormObject } from './form';
import { isObject } from './form';
import { listEnvelope } from './lists';
import type { CollectionName } from './objects';
import { items } from './params';
import type { World } from './world';

const DEPTH_MAX = 4;
const prefixes: Record<string, CollectionName> = {
  cus: 'customers',
  prod: 'products',
  price: 'prices',
  cs: 'sessions',
  pi: 'paymentIntents',
  seti: 'setupIntents',
  pm: 'paymentMethods',
  ch: 'charges',
  re: 'refunds',
  du: 'disputes',
  txn: 'balanceTransactions',
  po: 'payouts',
};

/** Replaces ids with objects in a copy of the reply, as `expand[]` requests. */
export function expanded(world: World, reply: object, input: FormObject): object {
  const paths = items(input, 'expand').map(String);
  if (paths.length === 0) return reply;
  const copy = structuredClone(reply) as Record<string, unknown>;
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > DEPTH_MAX) {
      throw invalid('You cannot expand more than 4 levels of a property.', 'expand');
    }
    expandPath(world, copy, { steps, path });
  }
  return copy;
}

function expandPath(
  world: World,
  node: Record<string, unknown>,
  target: { steps: string[]; path: string },
): void {
  const [step, ...rest] = target.steps;
  if (step === undefined) return;
  const value = expandStep(world, node, step, target.path);
  for (const child of Array.isArray(value) ? value : [value]) {
    if (isObject(child)) expandPath(world, child, { steps: rest, path: target.path });
  }
}

function expandStep(
  world: World,
  node: Record<string, unknown>,
  step: string,
  path: string,
): unknown {
  const id = String(node['id']);
  if (step === 'line_items' && node['object'] === 'checkout.session') {
    node[step] = listEnvelope(
      world.get('sessionPlans', id).lineItems,
      `/v1/checkout/sessions/${id}/line_items`,
    );
  }
  if (step === 'refunds' && node['object'] === 'charge') {
    const refunds = world.store.all('refunds').filter((refund) => refund.charge === id);
    node[step] = structuredClone(listEnvelope(refunds, `/v1/charges/${id}/refunds`));
  }
  const value = node[step];
  if (typeof value === 'object') return value;
  const collection = prefixes[String(value).split('_')[0] ?? ''];
  if (!collection) throw invalid(`This property cannot be expanded (${path}).`, 'expand');
  node[step] = structuredClone(world.get(collection, String(value), step));
  return node[step];
}
