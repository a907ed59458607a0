import { beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { pruneForms } from '@/lib/audit/prune-forms';
import { startBulk } from '@/lib/bulk/start-bulk';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { createService } from '@/lib/lifecycle/create-service';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { refusalOf } from '@/tests/integration/orders/support';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

let owner: Ctx;
const later = (days: number) => at(start, { days });
const staffOn = (day: number): Ctx => ({ ...owner, now: later(day) });

beforeAll(async () => {
  await givenOperator();
  const [user] = await getSql()<{ id: number }[]>`
    insert into users (kind, role, email, name, status, created_at, updated_at)
    values ('staff', 'owner', 'forms@example.test', 'Owner', 'active', now(), now()) returning id::int as id`;
  const actor = { kind: 'staff', userId: user?.id ?? 0, role: 'owner', sessionId: 'x' } as const;
  owner = { actor, now: start };
});

/** A form, sent as it is and with different content. */
type Form = {
  send: (ctx: Ctx) => Promise<unknown>;
  sendOther: (ctx: Ctx) => Promise<unknown>;
  /** Everything that either request created. */
  made: () => Promise<readonly unknown[]>;
};

const forms: Record<string, () => Promise<Form>> = {
  service: async () => {
    const customerId = await givenCustomer({ balance: 50_000n });
    const { itemId } = await givenPlan();
    const form = { customerId, itemId, requestId: newId() };
    return {
      send: (ctx) => createService(ctx, form),
      sendOther: (ctx) => createService(ctx, { ...form, quantity: 3 }),
      made: () => getSql()`
        select s.id, quantity, a.kind, a.balance_minor from services s
        join accounts a on a.customer_id = s.customer_id where s.customer_id = ${customerId}`,
    };
  },
  bulk: async () => {
    const [one, two] = [await givenCustomer(), await givenCustomer()];
    const act = { act: 'label_put', label: 'vip' } as const;
    const form = { bulkId: newId(), act, selection: { ids: [one] } };
    return {
      send: (ctx) => startBulk(ctx, form),
      sendOther: (ctx) => startBulk(ctx, { ...form, selection: { ids: [one, two] } }),
      made: () => getSql()`select * from bulk_rows where subject_id in ${getSql()([one, two])}`,
    };
  },
  rollout: async () => {
    const { itemId } = await givenPlan();
    await givenService({ customerId: await givenCustomer(), itemId });
    const form = { rolloutId: newId(), itemId, targetItemId: itemId } as const;
    return {
      send: (ctx) => startRollout(ctx, { ...form, moment: 'period_end' }),
      sendOther: (ctx) => startRollout(ctx, { ...form, moment: 'now' }),
      made: () => getSql()`
        select r.id, moment, w.service_id from rollouts r
        join rollout_rows w on w.rollout_id = r.id where r.item_id = ${itemId}`,
    };
  },
};
const kinds = Object.entries(forms);

const remembered = async () =>
  (await getSql()`select id from sent_forms order by created_at`).map(({ id }) => id);

describe('the record of a submitted form', () => {
  test.each(kinds)(
    'is still kept for a %s the day before it may be pruned',
    async (_kind, given) => {
      const form = await given();
      await form.send(owner);
      const made = await form.made();
      await pruneForms(systemCtx(later(89)));
      expect(await refusalOf(form.sendOther(staffOn(89)))).toBe('form_reused');
      expect(await form.made()).toEqual(made);
    },
  );

  test.each(kinds)(
    'is pruned for a %s, which a late resubmission then neither repeats nor changes',
    async (_kind, given) => {
      await pruneForms(systemCtx(later(1_000)));
      const form = await given();
      await form.send(owner);
      const made = await form.made();
      expect(made.length).toBeGreaterThan(0);
      await pruneForms(systemCtx(later(91)));
      expect(await remembered()).toEqual([]);
      await form.sendOther(staffOn(91));
      expect(await form.made()).toEqual(made);
      await pruneForms(systemCtx(later(200)));
      await form.send(staffOn(200));
      expect(await form.made()).toEqual(made);
    },
  );

  test('is pruned in batches, old ones only', async () => {
    await pruneForms(systemCtx(later(1_000)));
    await getSql()`
      insert into sent_forms (id, digest, created_at)
      select gen_random_uuid(), 'old', ${start.toISOString()} from generate_series(1, 10001)`;
    const young = newId();
    await getSql()`insert into sent_forms (id, digest, created_at) values (${young}, 'young', ${later(5).toISOString()})`;
    expect(await pruneForms(systemCtx(later(92)))).toBe(10_001);
    expect(await remembered()).toEqual([young]);
    expect(await pruneForms(systemCtx(later(92)))).toBe(0);
  });
});
