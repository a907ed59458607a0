import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { notifications } from '@/db/schema/notifications';
import { readDb } from '@/db/transaction';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { composeMail } from '@/lib/notifications/compose-mail';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt } from '../planned/support';
import { givenMailedCustomer } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const week = at(start, { days: 7 });
const midnight = new Date('2026-03-05T00:00:00Z');

let sequence = 0;

type Over = { moment?: 'now' | 'period_end'; balance?: bigint };

/** A change of plan, ordered by its customer on day 1, whose mail has not been sent yet. */
async function given({ moment = 'period_end', balance = 100_000n }: Over = {}) {
  sequence += 1;
  const { customerId } = await givenMailedCustomer({ balance });
  const terms = { pausesPerYearMax: 9, pauseDaysMax: 90, graceDays: 3 };
  const from = await givenPlan({ ...terms, name: `Old ${sequence}` });
  const to = await givenPlan({ ...terms, unitPriceMinor: 700n, name: `New ${sequence}` });
  const other = await givenPlan({ ...terms, unitPriceMinor: 900n, name: `Other ${sequence}` });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const ids = { customerId, serviceId, itemId: to.itemId };
  const { orderId } = await change(subscriberCtx(customerId, soon), ids, moment);
  return { ...ids, orderId, versionId: to.versionId, otherId: other.itemId, fromId: from.itemId };
}
type Given = Awaited<ReturnType<typeof given>>;

/** The mail about the order, as it is composed at a moment. */
async function mailOf({ customerId, orderId }: Given, now: Date): Promise<string> {
  const ctx = systemCtx(now);
  await queueNotifications(ctx, [
    { name: 'order/executed', data: { orderId, customerId, at: soon.toISOString() } },
  ]);
  const [row] = await readDb(ctx)
    .select()
    .from(notifications)
    .where(eq(notifications.causeKey, `order:${orderId}`));
  if (!row) throw new Error('no mail was queued');
  const composed = await composeMail(ctx, row);
  return composed.kind === 'mail' ? composed.mail.text : 'not sent';
}

const planOn = (serviceId: number, change: ScheduledChange, effectiveDate = '2026-03-05') =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change });
const stop = (serviceId: number) =>
  stopService(staffCtx(soon), { serviceId, hold: 'staff_stopped', reason: 'asked for it' });

describe('the mail about a change of plan at the end of the period', () => {
  it('names its day, what is charged then, and what is missing', async () => {
    const text = await mailOf(await given({ balance: 600n }), soon);
    expect(text).toContain('It takes effect on Mar 9, 2026.');
    expect(text).toMatch(/Charged then: €7\.00/);
    expect(text).toContain('Add €6.00 by then');
  });

  const gone: [string, (ids: Given) => Promise<unknown>][] = [
    [
      'was cancelled',
      ({ customerId, serviceId, versionId }) =>
        cancelPlanChange(subscriberCtx(customerId, soon), { serviceId, itemVersionId: versionId }),
    ],
    [
      'was replaced by another one',
      ({ otherId, ...ids }) =>
        change(subscriberCtx(ids.customerId, soon), { ...ids, itemId: otherId }),
    ],
    [
      'was replaced by one that was made at once',
      ({ otherId, ...ids }) => change(staffCtx(soon), { ...ids, itemId: otherId }, 'now'),
    ],
    [
      'ended with its service',
      ({ serviceId }) => archiveService(staffCtx(soon), { serviceId, reason: 'moved away' }),
    ],
    [
      'is no longer planned for any other reason',
      ({ serviceId }) =>
        getSql()`update services set next_item_version_id = null, next_planned_by = null,
          next_planned_at = null where id = ${serviceId}`,
    ],
  ];
  it.each(gone)('is not sent once the change %s', async (_how, act) => {
    const ids = await given();
    await act(ids);
    expect(await mailOf(ids, soon)).toBe('not sent');
  });

  it('says that it is in effect once it is, and no longer that it will be', async () => {
    const ids = await given();
    await sweepAt(week);
    const text = await mailOf(ids, week);
    expect(text).toContain('The change is in effect.');
    expect(text).not.toMatch(/takes effect|Until then|Charged then|Paid for the change/);
  });

  it('is not sent once the service has left that plan again', async () => {
    const ids = await given();
    await sweepAt(week);
    await change(staffCtx(week), { ...ids, itemId: ids.otherId }, 'now');
    expect(await mailOf(ids, week)).toBe('not sent');
  });

  it('says what stands against it, and neither a day nor a charge', async () => {
    const ids = await given();
    await planOn(ids.serviceId, { kind: 'pause', until: '2026-03-06' });
    await getSql()`update services set end_date = '2026-03-07' where id = ${ids.serviceId}`;
    const text = await mailOf(ids, soon);
    expect(text).toContain('As things are, this will not happen');
    expect(text).not.toMatch(/takes effect on|Charged then|by then/);
  });

  it('names the end of the period that a plan of staff starts before it, with the charge of that day', async () => {
    const ids = await given();
    await planOn(ids.serviceId, { kind: 'plan', itemId: ids.otherId });
    const text = await mailOf(ids, soon);
    expect(text).toContain('It takes effect on Mar 12, 2026.');
    expect(text).toMatch(/Charged then: €7\.00/);
    await sweepAt(midnight);
    expect(await mailOf(ids, midnight)).toContain('It takes effect on Mar 12, 2026.');
  });

  it('names no renewal while the first period of the plan is in its grace, unpaid', async () => {
    const ids = await given({ balance: 600n });
    await sweepAt(week);
    const text = await mailOf(ids, at(week, { days: 1 }));
    expect(text).toContain('The change is in effect.');
    expect(text).not.toContain('It renews');
  });

  const held: [string, (ids: Given) => Promise<unknown>, RegExp][] = [
    ['stopped', ({ serviceId }) => stop(serviceId), /service is stopped/],
    [
      'paused',
      ({ serviceId }) => pauseService(staffCtx(soon), { serviceId, until: null }),
      /service is paused/,
    ],
  ];
  it.each(held)('says of a service that is %s why it has no day', async (_how, act, why) => {
    const ids = await given();
    await act(ids);
    const text = await mailOf(ids, soon);
    expect(text).toMatch(why);
    expect(text).not.toMatch(/takes effect on|Charged then|by then/);
  });
});

describe('the mail about a change of plan that was made at once', () => {
  it('is not sent once the service has left that plan again', async () => {
    const ids = await given({ moment: 'now' });
    expect(await mailOf(ids, soon)).toContain('The change is in effect.');
    await change(staffCtx(soon), { ...ids, itemId: ids.otherId }, 'now');
    expect(await mailOf(ids, soon)).toBe('not sent');
  });

  it('is not sent once the service is closed', async () => {
    const ids = await given({ moment: 'now' });
    await archiveService(staffCtx(soon), { serviceId: ids.serviceId, reason: 'moved away' });
    expect(await mailOf(ids, soon)).toBe('not sent');
  });
});
