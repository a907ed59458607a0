import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { notifications } from '@/db/schema/notifications';
import { inTransaction, readDb } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { type MailTemplate, mailTemplates } from '@/lib/kit/words';
import { changeService } from '@/lib/lifecycle/change-service';
import { composeMail } from '@/lib/notifications/compose-mail';
import { insertNotification } from '@/lib/notifications/store';
import {
  at,
  GIGABYTE,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmOrder } from '../orders/support';
import { givenConfirmed, givenRouter, networkOn, setRouter } from '../services/router-off-world';
import { givenMailedCustomer } from './support';

beforeAll(() => givenOperator());

const moment = (minutes: number) => at(start, { minutes });

async function givenWorld() {
  const { customerId } = await givenMailedCustomer({ balance: 5_000n });
  const routerId = await givenRouter();
  const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 1_000_000n };
  const { itemId } = await givenPlan({ capAction: 'slow', ...slow });
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  await givenConfirmed(serviceId, routerId, 'full');
  return { customerId, routerId, itemId, serviceId, network };
}
type World = Awaited<ReturnType<typeof givenWorld>>;
type Data = Record<string, string | number>;

async function order({ customerId, serviceId, itemId }: World): Promise<Data> {
  const orderId = newId(start.getTime());
  await getSql()`
    insert into orders (id, customer_id, kind, state, payload, total_minor, service_id, created_at, settled_at, expires_at)
    values (${orderId}, ${customerId}, 'new_service', 'executed',
      ${JSON.stringify({ kind: 'new_service', itemId })}::text::jsonb, 500, ${serviceId},
      ${start.toISOString()}, ${start.toISOString()}, ${at(start, { days: 1 }).toISOString()})`;
  return { orderId };
}

async function pack({ customerId, serviceId, itemId }: World): Promise<Data> {
  const [row] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor)
    values (${itemId}, '1 GB', 1000000000, 200) returning id`;
  const request = { kind: 'pack', serviceId, packId: Number(row?.id) } as const;
  const { placed } = await confirmOrder(subscriberCtx(customerId, moment(5)), customerId, request);
  return { orderId: placed.orderId };
}

const change =
  (when: 'now' | 'period_end') =>
  async (world: World): Promise<Data> => {
    const { customerId, serviceId } = world;
    const { itemId } = await givenPlan({ unitPriceMinor: 600n });
    const request = { kind: 'plan_change', serviceId, itemId, moment: when } as const;
    const { placed } = await confirmOrder(staffCtx(moment(5)), customerId, request);
    return { orderId: placed.orderId };
  };

async function topUp({ customerId }: World): Promise<Data> {
  const topUpId = newId(start.getTime());
  await getSql()`
    insert into top_ups (id, customer_id, amount_minor, currency, status, description, paid_at, receipt_number,
      transfer_id, created_at, updated_at)
    select ${topUpId}, ${customerId}, 5000, 'EUR', 'paid', 'Credit', ${start.toISOString()},
      coalesce((select max(receipt_number) from top_ups), 0) + 1, max(id), ${start.toISOString()}, ${start.toISOString()}
    from transfers`;
  return { topUpId };
}

const used =
  (percent: number) =>
  async ({ serviceId }: World): Promise<Data> => {
    const bytes = (5n * GIGABYTE * BigInt(percent)) / 100n;
    await getSql()`update allocations set used_bytes = ${bytes.toString()} where service_id = ${serviceId}`;
    if (percent === 100)
      await getSql()`update services set throttled = true where id = ${serviceId}`;
    return { serviceId, percent };
  };

const ofService = ({ serviceId }: World): Promise<Data> => Promise.resolve({ serviceId });

/** How each mail about a service comes about, and its claim about a service that runs; null for other mails. */
type Case = { given: (world: World) => Promise<Data>; claim: RegExp };
const mails: Record<MailTemplate, Record<string, Case> | null> = {
  top_up_received: { '': { given: topUp, claim: /renews on/ } },
  payment_failed: null,
  // Nothing is withheld from a service that runs.
  service_stopped: { '': { given: ofService, claim: /^not sent$/ } },
  service_restored: { '': { given: ofService, claim: /is on again.*is paid until/s } },
  service_connected: { '': { given: ofService, claim: /is connected.*is paid until/s } },
  data_alert: { '': { given: used(80), claim: /is left until.*Valid until/s } },
  data_used_up: { '': { given: used(100), claim: /connection is slower/ } },
  order_executed: {
    'for a plan': { given: order, claim: /is being switched on now/ },
    'for a pack': { given: pack, claim: /valid until/ },
  },
  order_failed: null,
  plan_changed: {
    'at once': { given: change('now'), claim: /is in effect.*renews on/s },
    'at the end': { given: change('period_end'), claim: /takes effect on/ },
  },
  invitation: null,
  password_reset: null,
  sign_up: null,
  sign_up_known: null,
};

const cases = mailTemplates.flatMap((template) =>
  Object.entries(mails[template] ?? {}).map(
    ([about, one]) => [`${template} ${about}`.trim(), { template, ...one }] as const,
  ),
);

/** Says that it runs, when its time ends, or that something happens on a day. */
const CLAIMS =
  /switched on|is on again|is connected|in effect|is slower|connection is cut|renews|until [A-Z\d]|takes effect on|comes on|[Vv]alid until/;

const hold =
  (reason: string) =>
  async ({ serviceId }: World) => {
    await getSql()`insert into service_holds (service_id, reason, since, actor)
    values (${serviceId}, ${reason}, ${moment(10).toISOString()}, 'test')`;
  };

const unserved: Record<string, (world: World) => Promise<unknown>> = {
  'that lost its router': ({ serviceId, network }) =>
    changeService(staffCtx(moment(10)), { serviceId, network: { ...network, routerId: null } }),
  'that its router refuses': hold('router_refused'),
  'that is paused': hold('paused'),
};

async function textOf({ customerId, serviceId }: World, template: MailTemplate, data: Data) {
  const ctx = systemCtx(moment(20));
  const id = await inTransaction(ctx, (tctx) =>
    insertNotification(tctx, {
      ...{ customerId, userId: null, template, causeKey: newId(start.getTime()) },
      ...{ serviceId, data },
    }),
  );
  const [row] = await readDb(ctx)
    .select()
    .from(notifications)
    .where(eq(notifications.id, id ?? ''));
  if (!row) throw new Error('no mail was queued');
  const composed = await composeMail(ctx, row);
  return composed.kind === 'mail' ? `${composed.mail.subject}\n${composed.mail.text}` : 'not sent';
}

describe.each(cases)('the mail %s', (_name, { template, given, claim }) => {
  test('says of a served service that it runs, and until when', async () => {
    const world = await givenWorld();
    expect(await textOf(world, template, await given(world))).toMatch(claim);
  });

  test.each(Object.entries(unserved))('claims nothing of the kind of one %s', async (_how, act) => {
    const world = await givenWorld();
    const data = await given(world);
    await act(world);
    expect(await textOf(world, template, data)).not.toMatch(CLAIMS);
  });
});

describe('the mails about a service on a router out of service', () => {
  test('name the days of one that it serves, because its time runs', async () => {
    const world = await givenWorld();
    const data = await used(80)(world);
    await setRouter(world.routerId, { isOff: true }, moment(10));
    expect(await textOf(world, 'data_alert', data)).toMatch(/is left until/);
    expect(await textOf(world, 'service_restored', data)).toMatch(/is paid until/);
  });

  test('name no day for a planned change, because it waits for the router', async () => {
    const world = await givenWorld();
    const data = await change('period_end')(world);
    await setRouter(world.routerId, { isOff: true }, moment(10));
    expect(await textOf(world, 'plan_changed', data)).not.toMatch(/takes effect on/);
  });

  test('name no renewal of one that it keeps at the reduced rate', async () => {
    const world = await givenWorld();
    const data = { ...(await topUp(world)), serviceId: world.serviceId };
    await givenConfirmed(world.serviceId, world.routerId, 'slow');
    await setRouter(world.routerId, { isOff: true }, moment(10));
    expect(await textOf(world, 'top_up_received', data)).not.toMatch(CLAIMS);
  });
});

test('the order mail of a plan that was never connected says that nothing has been charged', async () => {
  const world = await givenWorld();
  const { customerId, itemId } = world;
  const network = { ...world.network, routerId: null, login: `${world.network.login}-b` };
  const serviceId = await givenService({ customerId, itemId, network });
  const never = { ...world, serviceId };
  const text = await textOf(never, 'order_executed', await order(never));
  expect(text).toContain('Nothing has been charged yet');
  expect(text).not.toMatch(CLAIMS);
});

test('the order mail of a paid plan that its router refuses says that it is paid for and not on', async () => {
  const world = await givenWorld();
  const data = await order(world);
  await hold('router_refused')(world);
  const text = await textOf(world, 'order_executed', data);
  expect(text).toContain('paid for, but it is not on yet');
  expect(text).not.toContain('Nothing has been charged');
});
