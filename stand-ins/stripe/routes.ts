import { createPrice, createProduct } from './catalogue';
import { createCustomer, deleteCustomer, updateCustomer } from './customers';
import { closeDispute, updateDispute } from './disputes';
import type { FormObject } from './form';
import { listPage, wantedTypes } from './lists';
import type { CollectionName, StoredEvent } from './objects';
import { check, text } from './params';
import { cancelIntent, confirmById, createIntent, updateIntent } from './payment-intents';
import {
  attachMethod,
  createPaymentMethod,
  detachMethod,
  updatePaymentMethod,
} from './payment-methods';
import { confirmPage, showPage } from './payment-pages';
import { cancelPayout, createPayout } from './payouts';
import { createRefund, updateRefund } from './refunds';
import { createSession, expireSession } from './sessions';
import { cancelSetup, confirmSetupById, createSetupIntent } from './setup-intents';
import type { World } from './world';

export type Handler = (world: World, input: FormObject, id: string) => object;
export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  pattern: RegExp;
  run: Handler;
};

const EVENTS_KEPT_SECONDS = 30 * 86_400;

const post = (path: string, run: Handler): Route => route('POST', path, run);

function route(method: Route['method'], path: string, run: Handler): Route {
  return { method, pattern: new RegExp(`^/v1/${path.replace(':id', '([\\w-]+)')}$`), run };
}

/** The retrieve and list routes of a collection. */
function reads(path: string, name: CollectionName, filters: readonly string[]): Route[] {
  return [
    route('GET', path, (world, input) =>
      listPage(world.store.all(name) as { id: string }[], input, { url: `/v1/${path}`, filters }),
    ),
    route('GET', `${path}/:id`, (world, input, id) => {
      check(input, {});
      return world.get(name, id);
    }),
  ];
}

export const routes: readonly Route[] = [
  ...reads('customers', 'customers', ['email']),
  post('customers', createCustomer),
  post('customers/:id', (world, input, id) => updateCustomer(world, id, input)),
  route('DELETE', 'customers/:id', (world, _input, id) => deleteCustomer(world, id)),
  route('GET', 'customers/:id/payment_methods', (world, input, id) =>
    listPage(
      world.store.all('paymentMethods').filter((method) => method.customer === id),
      input,
      { url: `/v1/customers/${id}/payment_methods`, filters: ['type', 'allow_redisplay'] },
    ),
  ),
  ...reads('products', 'products', []),
  post('products', createProduct),
  ...reads('prices', 'prices', ['product', 'currency']),
  post('prices', createPrice),
  ...reads('checkout/sessions', 'sessions', ['customer', 'payment_intent', 'status']),
  post('checkout/sessions', createSession),
  post('checkout/sessions/:id/expire', (world, input, id) => {
    check(input, {});
    return expireSession(world, id);
  }),
  route('GET', 'checkout/sessions/:id/line_items', (world, input, id) => {
    world.get('sessions', id);
    return listPage(world.get('sessionPlans', id).lineItems, input, {
      url: `/v1/checkout/sessions/${id}/line_items`,
      filters: [],
    });
  }),
  ...reads('payment_intents', 'paymentIntents', ['customer']),
  post('payment_intents', createIntent),
  post('payment_intents/:id', (world, input, id) => updateIntent(world, id, input)),
  post('payment_intents/:id/confirm', (world, input, id) => confirmById(world, id, input)),
  post('payment_intents/:id/cancel', (world, input, id) => cancelIntent(world, id, input)),
  ...reads('setup_intents', 'setupIntents', ['customer', 'payment_method']),
  post('setup_intents', createSetupIntent),
  post('setup_intents/:id/confirm', (world, input, id) => confirmSetupById(world, id, input)),
  post('setup_intents/:id/cancel', (world, input, id) => cancelSetup(world, id, input)),
  ...reads('payment_methods', 'paymentMethods', ['customer', 'type']),
  post('payment_methods', createPaymentMethod),
  post('payment_methods/:id', (world, input, id) => updatePaymentMethod(world, id, input)),
  post('payment_methods/:id/attach', (world, input, id) => attachMethod(world, id, input)),
  post('payment_methods/:id/detach', (world, _input, id) => detachMethod(world, id)),
  ...reads('charges', 'charges', ['customer', 'payment_intent']),
  ...reads('refunds', 'refunds', ['charge', 'payment_intent']),
  post('refunds', createRefund),
  post('refunds/:id', (world, input, id) => updateRefund(world, id, input)),
  ...reads('disputes', 'disputes', ['charge', 'payment_intent']),
  post('disputes/:id', (world, input, id) => updateDispute(world, id, input)),
  post('disputes/:id/close', (world, _input, id) => closeDispute(world, id)),
  ...reads('balance_transactions', 'balanceTransactions', ['source', 'type', 'currency']),
  ...reads('payouts', 'payouts', ['status']),
  post('payouts', createPayout),
  post('payouts/:id/cancel', (world, input, id) => cancelPayout(world, id, input)),
  route('GET', 'events', listEvents),
  route('GET', 'events/:id', (world, _input, id) => world.get('events', id)),
  route('GET', 'payment_pages/:id', (world, _input, id) => showPage(world, id)),
  post('payment_pages/:id/confirm', (world, input, id) => confirmPage(world, id, input)),
  route('GET', 'balance', (world) => balance(world)),
];

function listEvents(world: World, input: FormObject): object {
  const types = wantedTypes(input);
  const undelivered = text(input, 'delivery_success') === 'false';
  const oldest = world.clock.seconds() - EVENTS_KEPT_SECONDS;
  const isWanted = (event: StoredEvent) =>
    event.created >= oldest &&
    (types.length === 0 || types.some((type) => matchesType(event.type, type))) &&
    (!undelivered || event.pending_webhooks > 0);
  return listPage(world.store.all('events').filter(isWanted), input, {
    url: '/v1/events',
    filters: [],
    extra: { type: 'text', types: { list: 'text' }, delivery_success: 'flag' },
  });
}

function matchesType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function balance(world: World): object {
  const sums = new Map<string, number>();
  for (const { currency, net } of world.store.all('balanceTransactions')) {
    sums.set(currency, (sums.get(currency) ?? 0) + net);
  }
  const pending = [...sums].map(([currency, amount]) => ({ currency, amount }));
  return { object: 'balance', livemode: false, available: [], pending };
}
