import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { startBulk } from '@/lib/bulk/start-bulk';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { createService } from '@/lib/lifecycle/create-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { proposeTopUpId } from '@/lib/screens/portal/top-up';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import {
  givenTopUp,
  type StripeWorld,
  startStripeWorld,
} from '@/tests/integration/payments/stripe-world';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { shownQuote } from '@/tests/support/shown-quote';

/** What a person acts on; each person has their own. */
type Subject = { customerId: number; itemId: number; topUpId: string };

type Kind = {
  by: 'customer' | 'staff';
  act: (ctx: Ctx, key: string, subject: Subject) => Promise<unknown>;
  /** The key this person's form submits; random when omitted. */
  proposes?: (ctx: Ctx, subject: Subject) => Promise<string>;
  /** How often the action was applied to the subject. */
  done: (subject: Subject) => Promise<number>;
};

const count = async (rows: Promise<readonly unknown[]>) => (await rows).length;
const order = ({ itemId }: Subject) => ({ kind: 'new_service', itemId }) as const;
const AMOUNT_MINOR = 500n;
const REASON = 'Asked on the phone';

/** Every kind of key that a form submits, by the name under which the command owns it. */
const kinds: Record<string, Kind> = {
  order: {
    by: 'customer',
    act: async (ctx, orderId, subject) => {
      const { customerId } = subject;
      const quote = await shownQuote(ctx, customerId, order(subject));
      return placeOrder(ctx, { orderId, customerId, request: order(subject), quote });
    },
    proposes: async (ctx, subject) => {
      const { customerId } = subject;
      return (await previewOrder(ctx, { customerId, request: order(subject) })).orderId;
    },
    done: ({ customerId }) =>
      count(getSql()`select 1 from orders where customer_id = ${customerId}`),
  },
  'top-up': {
    by: 'customer',
    act: (ctx, topUpId, { customerId }) =>
      startTopUp(ctx, { topUpId, customerId, amountMinor: AMOUNT_MINOR }),
    proposes: (ctx, { customerId }) =>
      proposeTopUpId(ctx, { customerId, purpose: 'service:1', amountMinor: AMOUNT_MINOR }),
    done: ({ customerId }) =>
      count(getSql()`
        select 1 from top_ups where customer_id = ${customerId} and amount_minor = 500`),
  },
  adjustment: {
    by: 'staff',
    act: (ctx, adjustmentId, { customerId }) =>
      adjustWallet(ctx, {
        adjustmentId,
        customerId,
        direction: 'cash',
        amountMinor: AMOUNT_MINOR,
        reason: REASON,
      }),
    done: ({ customerId }) =>
      count(getSql()`
        select 1 from transfers where customer_id = ${customerId} and text = ${REASON}`),
  },
  refund: {
    by: 'staff',
    act: (ctx, requestId, { topUpId }) =>
      refundTopUp(ctx, { requestId, topUpId, amountMinor: AMOUNT_MINOR, reason: REASON }),
    done: ({ topUpId }) =>
      count(getSql()`select 1 from top_up_refunds where top_up_id = ${topUpId}`),
  },
  service: {
    by: 'staff',
    act: (ctx, requestId, { customerId, itemId }) =>
      createService(ctx, { customerId, itemId, requestId }),
    // One existed before.
    done: async ({ customerId }) =>
      (await count(getSql()`select 1 from services where customer_id = ${customerId}`)) - 1,
  },
  bulk: {
    by: 'staff',
    act: (ctx, bulkId, { customerId }) => {
      const act = { act: 'label_put', label: 'vip' } as const;
      return startBulk(ctx, { bulkId, act, selection: { ids: [customerId] } });
    },
    done: ({ customerId }) =>
      count(getSql()`select 1 from bulk_rows where subject_id = ${customerId}`),
  },
  rollout: {
    by: 'staff',
    act: (ctx, rolloutId, { itemId }) =>
      startRollout(ctx, { rolloutId, itemId, targetItemId: itemId, moment: 'period_end' }),
    done: ({ itemId }) => count(getSql()`select 1 from rollouts where item_id = ${itemId}`),
  },
};

let world: StripeWorld;
let staff: number[];

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
  const users = await getSql()<{ id: number }[]>`
    insert into users (kind, role, email, name, status, created_at, updated_at)
    select 'staff', 'owner', name || '@example.test', name, 'active', now(), now()
    from unnest(array['one', 'two']) name returning id::int as id`;
  staff = users.map(({ id }) => id);
});
afterAll(() => world.close());

async function givenSubject(): Promise<Subject> {
  const customerId = await givenCustomer({ balance: 5_000n });
  const { itemId } = await givenPlan();
  await givenService({ customerId, itemId });
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId);
  await world.stripe.settled();
  return { customerId, itemId, topUpId };
}

function ctxOf({ by }: Kind, subject: Subject, which: number): Ctx {
  const now = new Date();
  if (by === 'customer') return subscriberCtx(subject.customerId, now);
  const actor = {
    kind: 'staff',
    role: 'owner',
    sessionId: 'x',
    userId: staff[which] ?? 0,
  } as const;
  return { actor, now };
}

/** A response without values that differ between calls: ids, URLs containing ids, balances. */
function shapeOf(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value: unknown) => {
      if (typeof value === 'bigint') return 'amount';
      return /id$|^url$/i.test(name) ? typeof value : value;
    }),
  );
}

const acts = Object.entries(kinds);

describe('a key that a stranger used first', () => {
  test.each(acts)(
    'has no effect on, and is invisible to, the owner of the %s',
    async (_name, kind) => {
      const [mine, theirs, untouched] = [
        await givenSubject(),
        await givenSubject(),
        await givenSubject(),
      ];
      const me = ctxOf(kind, mine, 0);
      const stranger = ctxOf(kind, theirs, 1);
      const key = (await kind.proposes?.(me, mine)) ?? newId();
      await kind.act(stranger, key, theirs);
      const afterSquat = await kind.act(me, key, mine);
      const asNew = await kind.act(ctxOf(kind, untouched, 0), newId(), untouched);
      expect(shapeOf(afterSquat)).toEqual(shapeOf(asNew));
      expect([await kind.done(mine), await kind.done(theirs)]).toEqual([1, 1]);
    },
  );

  test.each(acts)('still makes a repeat of the %s one act', async (_name, kind) => {
    const [mine, theirs] = [await givenSubject(), await givenSubject()];
    const me = ctxOf(kind, mine, 0);
    const key = (await kind.proposes?.(me, mine)) ?? newId();
    await kind.act(ctxOf(kind, theirs, 1), key, theirs);
    await Promise.all([kind.act(me, key, mine), kind.act(me, key.toUpperCase(), mine)]);
    await kind.act(me, key, mine);
    expect([await kind.done(mine), await kind.done(theirs)]).toEqual([1, 1]);
  });
});

describe('an order of support', () => {
  test('succeeds when the customer used its proposed key for another request', async () => {
    const subject = await givenSubject();
    const { customerId } = subject;
    const { itemId } = await givenPlan();
    const ctx = ctxOf({ ...kinds['order'], by: 'staff' } as Kind, subject, 0);
    const { orderId } = await previewOrder(ctx, { customerId, request: order(subject) });
    const other = { kind: 'new_service', itemId } as const;
    const wish = async (request: typeof other) => {
      const quote = await shownQuote(ctx, customerId, request);
      return { orderId, customerId, request, quote };
    };
    await placeOrder(subscriberCtx(customerId, ctx.now), await wish(other));
    expect(await placeOrder(ctx, await wish(order(subject)))).toMatchObject({
      kind: 'executed',
      isRepeat: false,
    });
  });
});

describe('an identifier that a form brings', () => {
  const lib = path.resolve(import.meta.dirname, '../../../lib');
  const texts = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(path.join(lib, file), 'utf8') }));

  test('is tested here when it is a key', () => {
    const owned = texts.flatMap(({ text }) =>
      [...text.matchAll(/ownedId\(\s*'([a-z-]+)'/g)].map(([, kind]) => kind),
    );
    // Derived from Stripe's own id of the payment, which no form submits.
    const ofStripe = 'extra-payment';
    expect(owned.sort()).toEqual([...Object.keys(kinds), ofStripe].sort());
  });

  test('is either such a key or the id of a row that is looked up first', () => {
    const lookedUp = [
      'identity/revoke-session.ts',
      'orders/cancel-order.ts',
      'customers/documents/delete-document.ts',
      'customers/documents/change-document.ts',
      'notifications/resend-notification.ts',
      'rollouts/resume-rollout.ts',
      'screens/admin/refund.ts',
      'payments/resolve-parked-top-up.ts',
      // Our own events: no form.
      'jobs/event-catalog.ts',
      // The key of `createService`, which owns it.
      'services/service-input.ts',
    ];
    const unknown = texts.filter(
      ({ text }) => /z\.uuid\(/.test(text) && !text.includes('ownedId('),
    );
    expect(unknown.map(({ file }) => file).sort()).toEqual(lookedUp.sort());
  });
});
