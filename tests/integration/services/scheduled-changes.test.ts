import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { type ScheduleChange, scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import { readChange } from '@/lib/services/scheduled-change-input';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

/** Thirteen hours ahead of UTC in March: its midnight is 11:00 of the day before. */
beforeAll(() => givenOperator({ timeZone: 'Pacific/Auckland' }));

async function running(name?: string) {
  const customerId = await givenCustomer({ balance: 5_000n, ...(name ? { name } : {}) });
  const { itemId } = await givenPlan();
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

const rename = (serviceId: number, effectiveDate: string, description: string): ScheduleChange => ({
  serviceId,
  effectiveDate,
  change: { kind: 'fields', fields: { description }, reason: `For ${description}` },
});

const sweepAt = (moment: string) => sweepScheduledChanges(systemCtx(new Date(moment)));

async function descriptionOf(serviceId: number): Promise<string> {
  const [row] = await getSql()`select description from services where id = ${serviceId}`;
  return String(row?.['description']);
}

async function statesOf(serviceId: number): Promise<string[]> {
  const rows = await getSql()`
    select state from scheduled_changes where service_id = ${serviceId} order by id`;
  return rows.map((row) => String(row['state']));
}

describe('a planned change', () => {
  it('takes effect at 00:00 of the operator’s day, not a second before', async () => {
    const { serviceId } = await running();
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'due'));
    await sweepAt('2026-03-04T10:59:59Z');
    expect(await descriptionOf(serviceId)).toBe('');
    await sweepAt('2026-03-04T11:00:00Z');
    expect(await descriptionOf(serviceId)).toBe('due');
  });

  it('is caught up on when the sweep was late, several in the order of their days', async () => {
    const { serviceId } = await running();
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-08', 'third'));
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'first'));
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-06', 'second'));
    await sweepAt('2026-03-20T00:00:00Z');
    expect(await descriptionOf(serviceId)).toBe('third');
    expect(await statesOf(serviceId)).toEqual(['applied', 'applied', 'applied']);
  });

  it('is applied once by any number of concurrent sweeps, with its author and reason', async () => {
    const { serviceId } = await running();
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'once'));
    const moment = '2026-03-06T00:00:00Z';
    await Promise.all([sweepAt(moment), sweepAt(moment), sweepAt(moment)]);
    await sweepAt(moment);
    const { rows } = await listServiceHistory(staffCtx(), { serviceId });
    expect(rows.slice(0, 2)).toMatchObject([
      { action: 'changed', after: { description: 'once' }, reason: 'For once' },
      { action: 'change_applied', actor: 'system:test', after: { plannedBy: 'staff:1' } },
    ]);
    expect(rows.filter(({ action }) => action === 'changed').length).toBe(1);
  });

  it('whose run is killed before it commits is applied by the next one', async () => {
    const { serviceId } = await running();
    const { changeId } = await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'again'));
    // What a killed process leaves: its transaction rolled back, the row still locked for a moment.
    const killed = getSql()
      .begin(async (sql) => {
        await sql`select 1 from scheduled_changes where id = ${changeId} for update`;
        await sql`update services set description = 'half' where id = ${serviceId}`;
        await sql`select pg_terminate_backend(pg_backend_pid())`;
      })
      .catch(() => 'killed');
    const [, result] = await Promise.all([killed, sweepAt('2026-03-06T00:00:00Z')]);
    expect(await killed).toBe('killed');
    expect(result.applied).toBe(1);
    expect(await descriptionOf(serviceId)).toBe('again');
  });

  it('with a defect stays for the next run and delays no other', async () => {
    const { serviceId } = await running();
    const broken = await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'broken'));
    await scheduleChange(staffCtx(), rename(serviceId, '2026-03-05', 'sound'));
    await getSql()`
      update scheduled_changes set payload = '{"kind": "unheard"}' where id = ${broken.changeId}`;
    await expect(sweepAt('2026-03-06T00:00:00Z')).rejects.toBeInstanceOf(AggregateError);
    expect(await descriptionOf(serviceId)).toBe('sound');
    expect(await statesOf(serviceId)).toEqual(['pending', 'applied']);
    await getSql()`delete from scheduled_changes where id = ${broken.changeId}`;
  });

  it('is dropped when its service is archived, and records the reason when it fails', async () => {
    const archived = await running();
    await scheduleChange(staffCtx(), rename(archived.serviceId, '2026-03-05', 'never'));
    await archiveService(staffCtx(), { serviceId: archived.serviceId, reason: 'Moved away' });
    expect(await statesOf(archived.serviceId)).toEqual(['cancelled']);

    const { serviceId } = await running();
    await scheduleChange(staffCtx(), {
      serviceId,
      effectiveDate: '2026-03-05',
      change: { kind: 'resume' },
    });
    expect(await sweepAt('2026-03-06T00:00:00Z')).toMatchObject({ failed: 1 });
    const { rows } = await listServiceHistory(staffCtx(), { serviceId });
    expect(rows[0]).toMatchObject({
      action: 'change_failed',
      after: { failure: 'service_not_paused', plannedBy: 'staff:1' },
    });
    expect(rows.map(({ action }) => action)).not.toContain('change_applied');
  });
});

describe('the history of a planned change', () => {
  it('shows what was planned with its amounts, and ignores what it no longer understands', async () => {
    const { serviceId } = await running();
    const change = { kind: 'fields', fields: { customPriceMinor: 777n } } as const;
    await scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-05', change });
    const { rows } = await listServiceHistory(staffCtx(), { serviceId });
    const planned = rows[0]?.after as { change: unknown };
    expect(readChange(planned.change)).toMatchObject(change);
    expect(readChange({ kind: 'unheard' })).toBeNull();
    await archiveService(staffCtx(), { serviceId, reason: 'Done' });
  });
});

describe('the list of planned changes', () => {
  it('shows pending changes by day, with service, customer and the names they refer to', async () => {
    const { serviceId, customerId } = await running('Lindqvist planned');
    const other = await givenPlan({ name: 'Planned target' });
    await scheduleChange(staffCtx(), rename(serviceId, '2026-05-02', 'later'));
    await scheduleChange(staffCtx(), {
      serviceId,
      effectiveDate: '2026-05-01',
      change: { kind: 'plan', itemId: other.itemId },
    });
    const { rows, names } = await listScheduledChanges(staffCtx(), { search: 'lindqvist planned' });
    expect(rows).toMatchObject([
      { effectiveDate: '2026-05-01', customerId, serviceId, change: { kind: 'plan' } },
      { effectiveDate: '2026-05-02', change: { fields: { description: 'later' } } },
    ]);
    expect(names.item.get(other.itemId)).toBe('Planned target');
    const kinds = ['plan'] as const;
    expect((await listScheduledChanges(staffCtx(), { serviceId, kinds: [...kinds] })).rows).toEqual(
      rows.slice(0, 1),
    );
  });

  it('hides cancelled changes unless asked for', async () => {
    const { serviceId } = await running();
    const { changeId } = await scheduleChange(staffCtx(), rename(serviceId, '2026-05-02', 'no'));
    await cancelScheduledChange(staffCtx(), { changeId });
    expect((await listScheduledChanges(staffCtx(), { serviceId })).rows).toEqual([]);
    const cancelled = await listScheduledChanges(staffCtx(), { serviceId, states: ['cancelled'] });
    expect(cancelled.rows).toMatchObject([{ changeId, state: 'cancelled' }]);
  });

  it('pages through every change once, in both directions', async () => {
    const { serviceId } = await running();
    await getSql()`
      insert into scheduled_changes (service_id, customer_id, effective_date, kind, payload, actor, created_at)
      select id, customer_id, date '2026-06-01' + (n % 3), 'resume', '{"kind": "resume"}', 'staff:1', now()
      from services, generate_series(1, 120) n where id = ${serviceId}`;
    const seen: (number | null)[] = [];
    const query = { serviceId };
    let page = await listScheduledChanges(staffCtx(), query);
    seen.push(...page.rows.map((row) => row.changeId));
    while (page.next !== undefined) {
      page = await listScheduledChanges(staffCtx(), { ...query, after: page.next });
      seen.push(...page.rows.map((row) => row.changeId));
    }
    expect(new Set(seen).size).toBe(120);
    const back = await listScheduledChanges(staffCtx(), { ...query, before: page.previous });
    expect(back.rows.map((row) => row.changeId)).toEqual(seen.slice(50, 100));
    const broken = await listScheduledChanges(staffCtx(), { ...query, after: 'WyJ4IiwiMSJd' });
    expect(broken.rows.map((row) => row.changeId)).toEqual(seen.slice(0, 50));
  });

  it('is closed to subscribers', async () => {
    const { customerId } = await running();
    await expect(listScheduledChanges(subscriberCtx(customerId))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
