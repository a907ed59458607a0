import { InngestTestEngine } from '@inngest/test';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { applyItemChangeFunction } from '@/inngest/functions/apply-item-change';
import { newId } from '@/lib/kit/ids';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { applyRollout } from '@/lib/rollouts/apply-rollout';
import { changeItem } from '@/lib/rollouts/change-item';
import { previewItemChange } from '@/lib/rollouts/preview-item-change';
import { resumeRollout } from '@/lib/rollouts/resume-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { getRollout } from '@/lib/screens/admin/roll-outs';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { formOf, givenSubscribers, refusalOf, rowsOf, runToTheEnd, termsOf } from './support';

beforeAll(() => givenOperator());

describe('a change of terms', () => {
  it('leaves existing services alone unless asked', async () => {
    const { itemId, versionId } = await givenPlan();
    const [one] = await givenSubscribers(itemId, 1);
    const changed = await changeItem(
      staffCtx(),
      await formOf(itemId, { terms: { unitPriceMinor: 600n } }),
    );
    expect(changed.rolloutId).toBeNull();
    expect(await termsOf(one?.serviceId ?? 0)).toMatchObject({ versionId, nextPrice: 500n });
  });

  it('applied now gives the terms at once, updates the router, and charges only with the next period', async () => {
    const { itemId } = await givenPlan();
    const services = await givenSubscribers(itemId, 3);
    const form = await formOf(itemId, { terms: { unitPriceMinor: 600n }, existing: 'now' });
    const preview = await previewItemChange(staffCtx(), form);
    expect(preview.changed).toEqual(['unitPriceMinor']);
    expect(preview.rollouts?.now.summary).toMatchObject({
      total: 3,
      applied: 3,
      oldSumMinor: 1_500n,
      newSumMinor: 1_800n,
      dueSumMinor: 0n,
    });
    const { versionId, rolloutId } = await changeItem(staffCtx(), form);
    const before = await termsOf(services[0]?.serviceId ?? 0);
    expect(await runToTheEnd(rolloutId ?? '')).toBe(3);
    for (const { serviceId, customerId } of services) {
      expect(await termsOf(serviceId)).toMatchObject({
        versionId,
        nextVersionId: null,
        nextPrice: 600n,
      });
      expect(await balanceOf(customerId)).toBe(4_500n);
    }
    expect((await termsOf(services[0]?.serviceId ?? 0)).desiredVersion).toBeGreaterThan(
      before.desiredVersion,
    );
    const rows = await rowsOf(rolloutId ?? '');
    expect(rows.map((row) => [row.state, row.oldPriceMinor, row.newPriceMinor])).toEqual(
      services.map(() => ['applied', 500n, 600n]),
    );
    await sweepRecurrences({ ...systemCtx(at(start, { days: 7 })) });
    expect(await balanceOf(services[0]?.customerId ?? 0)).toBe(3_900n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('applied at the next period keeps everything until then', async () => {
    const { itemId, versionId: old } = await givenPlan();
    const [one] = await givenSubscribers(itemId, 1);
    const form = await formOf(itemId, { terms: { unitPriceMinor: 650n }, existing: 'period_end' });
    const { versionId, rolloutId } = await changeItem(staffCtx(), form);
    await runToTheEnd(rolloutId ?? '');
    const serviceId = one?.serviceId ?? 0;
    expect(await termsOf(serviceId)).toMatchObject({ versionId: old, nextVersionId: versionId });
    await sweepSpecialPeriods(systemCtx(at(start, { days: 7 })));
    expect(await termsOf(serviceId)).toMatchObject({ versionId, nextVersionId: null });
    expect(await balanceOf(one?.customerId ?? 0)).toBe(3_850n);
  });

  it('keeps a service’s custom price, and skips services without a next period or archived', async () => {
    const { itemId } = await givenPlan();
    const own = await givenCustomer({ balance: 5_000n });
    const priced = await givenService({ customerId: own, itemId, customPriceMinor: 111n });
    const once = await givenService({
      customerId: own,
      itemId,
      recurrenceMode: 'none',
    });
    const gone = await givenService({ customerId: own, itemId });
    const form = await formOf(itemId, { terms: { unitPriceMinor: 700n }, existing: 'period_end' });
    const { rolloutId } = await changeItem(staffCtx(), form);
    await archiveService(staffCtx(), { serviceId: gone, reason: 'Moved away' });
    await runToTheEnd(rolloutId ?? '');
    const rows = new Map((await rowsOf(rolloutId ?? '')).map((row) => [row.serviceId, row]));
    expect(rows.get(priced)).toMatchObject({
      state: 'applied',
      oldPriceMinor: 111n,
      newPriceMinor: 111n,
    });
    expect(rows.get(once)).toMatchObject({ state: 'unchanged', reason: 'no_next_period' });
    expect(rows.get(gone)).toMatchObject({ state: 'unchanged', reason: 'archived' });
  });

  it('is refused when its form is resubmitted with other values', async () => {
    const { itemId } = await givenPlan();
    await givenSubscribers(itemId, 1);
    const form = { rolloutId: newId(), itemId, targetItemId: itemId, moment: 'now' } as const;
    const { rolloutId } = await startRollout(staffCtx(), form);
    await runToTheEnd(rolloutId);
    const { itemId: other } = await givenPlan();
    const later = { ...form, moment: 'period_end' } as const;
    expect(await refusalOf(startRollout(staffCtx(), later))).toBe('form_reused');
    const elsewhere = { ...form, itemId: other, targetItemId: other };
    expect(await refusalOf(startRollout(staffCtx(), elsewhere))).toBe('form_reused');
    expect(await startRollout(staffCtx(), form)).toEqual({ rolloutId });
  });

  it('is refused when the terms are no longer those of its preview, with both prices', async () => {
    const { itemId, versionId: shownVersionId } = await givenPlan();
    const [one] = await givenSubscribers(itemId, 1);
    const ids = { itemId, targetItemId: itemId, moment: 'now' } as const;
    const form = { rolloutId: newId(), ...ids, shownVersionId };
    const saved = await changeItem(
      staffCtx(),
      await formOf(itemId, { terms: { unitPriceMinor: 900n } }),
    );
    await expect(startRollout(staffCtx(), form)).rejects.toMatchObject({
      key: 'rollout_terms_changed',
      params: { was: { minor: 500n, currency: 'EUR' }, now: { minor: 900n, currency: 'EUR' } },
    });
    expect(await termsOf(one?.serviceId ?? 0)).toMatchObject({ versionId: shownVersionId });
    const again = { ...form, shownVersionId: saved.versionId };
    const { rolloutId } = await startRollout(staffCtx(), again);
    await changeItem(staffCtx(), await formOf(itemId, { terms: { unitPriceMinor: 950n } }));
    // A second click is the same rollout, although the terms have changed since.
    expect(await startRollout(staffCtx(), again)).toEqual({ rolloutId });
    await runToTheEnd(rolloutId);
    expect(await termsOf(one?.serviceId ?? 0)).toMatchObject({ versionId: saved.versionId });
  });

  it('is refused when it would change another number of services than its preview showed', async () => {
    const { itemId } = await givenPlan();
    const [first] = await givenSubscribers(itemId, 2);
    await changeItem(staffCtx(), await formOf(itemId, { terms: { unitPriceMinor: 900n } }));
    const ids = { itemId, targetItemId: itemId, moment: 'now' } as const;
    const form = { rolloutId: newId(), ...ids, shownCount: 2 };
    await getSql()`update services set archived_at = now() where id = ${first?.serviceId ?? 0}`;
    await expect(startRollout(staffCtx(), form)).rejects.toMatchObject({
      key: 'rollout_count_changed',
      params: { was: 2, now: 1 },
    });
    const again = { ...form, shownCount: 1 };
    const { rolloutId } = await startRollout(staffCtx(), again);
    await runToTheEnd(rolloutId);
    // A second click is the same rollout, although nothing is left to change.
    expect(await startRollout(staffCtx(), again)).toEqual({ rolloutId });
  });

  it('is refused when other terms than the price are no longer those of its preview', async () => {
    const { itemId, versionId: shownVersionId } = await givenPlan();
    await givenSubscribers(itemId, 1);
    const ids = { itemId, targetItemId: itemId, moment: 'period_end' } as const;
    await changeItem(staffCtx(), await formOf(itemId, { terms: { taxRatePpm: 50_000 } }));
    const form = { rolloutId: newId(), ...ids, shownVersionId };
    expect(await refusalOf(startRollout(staffCtx(), form))).toBe('charge_reworded');
  });

  it('requested twice is one rollout, and another one waits until it is finished', async () => {
    const { itemId } = await givenPlan();
    await givenSubscribers(itemId, 1);
    const form = await formOf(itemId, { terms: { unitPriceMinor: 720n }, existing: 'now' });
    const [first, second] = [
      await changeItem(staffCtx(), form),
      await changeItem(staffCtx(), form),
    ];
    expect(second.rolloutId).toBe(first.rolloutId);
    const start2 = { rolloutId: newId(), itemId, targetItemId: itemId, moment: 'now' } as const;
    expect(await refusalOf(startRollout(staffCtx(), start2))).toBe('rollout_running');
    await runToTheEnd(first.rolloutId ?? '');
    expect(await refusalOf(startRollout(staffCtx(), start2))).toBe('not refused');
  });
});

describe('a rollout', () => {
  it('changes each service exactly once, however many workers run and however often', async () => {
    const { itemId } = await givenPlan();
    const services = await givenSubscribers(itemId, 6);
    const form = await formOf(itemId, { terms: { unitPriceMinor: 540n }, existing: 'now' });
    const { rolloutId } = await changeItem(staffCtx(), form);
    const id = rolloutId ?? '';
    const counts = await Promise.all([1, 2, 3].map(() => runToTheEnd(id, 2)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(await runToTheEnd(id)).toBe(0);
    const [history] = await getSql()<{ count: number }[]>`
      select count(*)::int as count from service_history
      where action = 'terms_changed' and service_id in ${getSql()(services.map((one) => one.serviceId))}`;
    expect(history?.count).toBe(6);
    expect((await getRollout(staffCtx(), id)).counts).toMatchObject({ pending: 0, applied: 6 });
  });

  it('resumes where it was interrupted, because a service and its row change together', async () => {
    const { itemId } = await givenPlan();
    await givenSubscribers(itemId, 4);
    const form = await formOf(itemId, { terms: { unitPriceMinor: 560n }, existing: 'now' });
    const { rolloutId } = await changeItem(staffCtx(), form);
    const id = rolloutId ?? '';
    await applyRollout(systemCtx(), { rolloutId: id, limit: 2 });
    // A backend dies in the middle of a service: neither the service nor its row has changed.
    await asOwner(
      (sql) =>
        sql`alter table rollout_rows add constraint rollout_rows_cut_check check (state <> 'applied') not valid`,
    );
    await expect(applyRollout(systemCtx(), { rolloutId: id })).rejects.toThrow();
    await asOwner((sql) => sql`alter table rollout_rows drop constraint rollout_rows_cut_check`);
    expect((await getRollout(staffCtx(), id)).counts).toMatchObject({ applied: 2, pending: 2 });
    await resumeRollout(staffCtx(), { rolloutId: id });
    const { result } = await new InngestTestEngine({
      function: applyItemChangeFunction,
      events: [{ name: 'catalog/rollout.started', data: { rolloutId: id } }],
    }).execute();
    expect(result).toMatchObject({ isFinished: true });
    expect(await getRollout(staffCtx(), id)).toMatchObject({
      counts: { applied: 4, pending: 0 },
      finishedAt: expect.any(Date),
    });
  });

  it('is only for staff with the right', async () => {
    const { itemId } = await givenPlan();
    const input = { rolloutId: newId(), itemId, targetItemId: itemId, moment: 'now' } as const;
    for (const ctx of [
      staffCtx(undefined, 'support'),
      staffCtx(undefined, 'auditor'),
      subscriberCtx(1),
    ]) {
      expect(await refusalOf(startRollout(ctx, input))).toBe('forbidden');
      expect(await refusalOf(resumeRollout(ctx, { rolloutId: input.rolloutId }))).toBe('forbidden');
    }
    expect(await refusalOf(applyRollout(subscriberCtx(1), { rolloutId: newId() }))).toBe(
      'forbidden',
    );
    expect(await refusalOf(getRollout(staffCtx(), newId()))).toBe('not_found');
  });
});
