import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { getSql } from '@/db/client';
import { log } from '@/lib/kit/log';
import { changeMailPreferences } from '@/lib/notifications/change-mail-preferences';
import { deliverNotification } from '@/lib/notifications/deliver-notification';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { resendNotification } from '@/lib/notifications/resend-notification';
import { ATTEMPTS_MAX } from '@/lib/notifications/rules';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getMailHealth, listNotifications } from '@/lib/screens/admin/mails';
import type { MailCatcher } from '@/stand-ins/mail/mail-catcher';
import {
  at,
  givenCredit,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  DEAD_SERVER,
  deliverAll,
  everythingStored,
  givenMailedCustomer,
  mailsOf,
  setMailServer,
  startMailServer,
} from './support';

let server: MailCatcher;

beforeAll(async () => {
  await givenOperator({ supportContact: 'help@harbour.test' });
  server = await startMailServer();
});
afterAll(async () => {
  setMailServer(undefined);
  await server.close();
});
beforeEach(async () => {
  setMailServer(server.smtpUrl);
  server.clear();
  await getSql()`delete from notifications`;
});

const week = { days: 7 };
const withheldAt = at(start, week);

/** A weekly service whose first week is paid and whose second is withheld: 5.00 is due, 1.80 is available. */
async function givenStoppedService() {
  const { customerId, address } = await givenMailedCustomer({ balance: 680n });
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId });
  await sweepRecurrences(systemCtx(withheldAt));
  expect(await serviceNow(serviceId)).toMatchObject({ status: 'stopped' });
  const data = { serviceId, customerId, periodIndex: 1 };
  return { customerId, address, serviceId, event: { name: 'period/withheld', data } };
}

describe('a mail', () => {
  test('is sent once, however often and by however many workers its event is processed', async () => {
    const { customerId, address, event } = await givenStoppedService();
    const ctx = systemCtx(withheldAt);
    await Promise.all([1, 2, 3].map(() => queueNotifications(ctx, [event, event])));
    await Promise.all([1, 2, 3].map(() => deliverAll(withheldAt)));
    await queueNotifications(ctx, [event]);
    await deliverAll(at(withheldAt, { hours: 5 }));
    const mails = server.messages().filter((mail) => mail.recipients.includes(address));
    expect(mails.map((mail) => mail.subject)).toEqual([
      expect.stringMatching(/^Plan \d+ is off: add €3\.20$/),
    ]);
    expect(await mailsOf(customerId)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  test('says what is missing and leads to the service, in text and HTML alike', async () => {
    const { serviceId, event } = await givenStoppedService();
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    const [mail] = server.messages();
    for (const body of [mail?.text, mail?.html]) {
      expect(body).toContain('€5.00');
      expect(body).toContain('€1.80');
      expect(body).toContain(`http://netpurse.test/services/${serviceId}`);
      expect(body).toContain('help@harbour.test');
    }
    expect(mail?.from).toContain('mail@harbour.test');
  });

  test('is not sent once it is outdated', async () => {
    const { customerId, event } = await givenStoppedService();
    await queueNotifications(systemCtx(withheldAt), [event]);
    await getSql()`delete from service_holds`;
    await deliverAll(withheldAt);
    expect(server.messages()).toHaveLength(0);
    expect(await mailsOf(customerId)).toMatchObject([
      { state: 'suppressed', suppress_reason: 'outdated' },
    ]);
  });

  test('without an address is not sent, and is listed for staff', async () => {
    const { customerId, event } = await givenStoppedService();
    await getSql()`update customers set email = null where id = ${customerId}`;
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    expect(await mailsOf(customerId)).toMatchObject([{ suppress_reason: 'no_address' }]);
  });

  test('of a kind the customer switched off is not sent', async () => {
    const { customerId, event } = await givenStoppedService();
    const own = subscriberCtx(customerId, withheldAt);
    await changeMailPreferences(own, { customerId, usage: true, renewal: false });
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    expect(server.messages()).toHaveLength(0);
    expect(await mailsOf(customerId)).toMatchObject([{ suppress_reason: 'opted_out' }]);
    const other = subscriberCtx(customerId + 1_000, withheldAt);
    const choice = { customerId, usage: false, renewal: false };
    await expect(changeMailPreferences(other, choice)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('whose worker died is sent again with the same message id', async () => {
    const { event } = await givenStoppedService();
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    // The mail was sent, and the process died before it could record that.
    await getSql()`update notifications set state = 'queued', settled_at = null,
      lease_token = gen_random_uuid(), leased_until = ${at(withheldAt, { minutes: 2 }).toISOString()}`;
    expect(await deliverAll(at(withheldAt, { minutes: 1 }))).toEqual([]);
    expect(await deliverAll(at(withheldAt, { minutes: 3 }))).toHaveLength(1);
    const ids = server.messages().map((mail) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a service that is back', () => {
  test('is announced once to those who were notified that it was off', async () => {
    const { customerId, serviceId, event } = await givenStoppedService();
    const changed = { name: 'service/changed', data: { serviceId, customerId } };
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    const paidAt = at(withheldAt, { hours: 1 });
    expect(await queueNotifications(systemCtx(paidAt), [changed])).toBe(0);
    await givenCredit(customerId, 1_000n, paidAt);
    const { putCreditToUse } = await import('@/lib/orders/put-credit-to-use');
    await putCreditToUse(systemCtx(paidAt), { customerId });
    // Paid does not mean on: the router has not confirmed it yet.
    expect(await queueNotifications(systemCtx(paidAt), [changed])).toBe(0);
    await getSql()`
      insert into service_router_states (service_id, router_id, applied_version)
      select id, router_id, desired_version from services where id = ${serviceId}`;
    expect(await queueNotifications(systemCtx(paidAt), [changed, changed])).toBe(1);
    await deliverAll(paidAt);
    expect(server.messages()[0]?.subject).toMatch(/is on again$/);
  });
});

describe('without a mail server', () => {
  test('mails are kept for staff, and sent on request', async () => {
    const { customerId, event } = await givenStoppedService();
    setMailServer(undefined);
    await queueNotifications(systemCtx(withheldAt), [event]);
    await deliverAll(withheldAt);
    const [row] = await mailsOf(customerId);
    expect(row).toMatchObject({ state: 'not_configured' });
    const health = await getMailHealth(staffCtx(withheldAt));
    expect(health).toEqual({ isConfigured: false, failed: 0, notConfigured: 1, backlog: 0 });
    const { rows } = await listNotifications(staffCtx(withheldAt), { customerId });
    expect(rows).toMatchObject([{ template: 'service_stopped', state: 'not_configured' }]);

    setMailServer(server.smtpUrl);
    const asked = { notificationId: row?.id ?? '' };
    await expect(resendNotification(staffCtx(withheldAt, 'support'), asked)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await resendNotification(staffCtx(withheldAt), asked);
    await deliverAll(withheldAt);
    expect(server.messages()).toHaveLength(1);
  });
});

describe('a mail server that is away', () => {
  test('is retried with growing delays, and nothing is lost', async () => {
    const { customerId, event } = await givenStoppedService();
    setMailServer(DEAD_SERVER);
    await queueNotifications(systemCtx(withheldAt), [event]);
    const first = await deliverNotification(systemCtx(withheldAt));
    expect(first).toEqual({ kind: 'later', isServerAway: true });
    expect(await deliverAll(withheldAt)).toEqual([]);
    expect(await mailsOf(customerId)).toMatchObject([
      { state: 'queued', attempts: 1, last_error: expect.stringMatching(/^unreachable E\w+$/) },
    ]);
    setMailServer(server.smtpUrl);
    await deliverAll(at(withheldAt, { minutes: 2 }));
    expect(server.messages()).toHaveLength(1);
    expect(await mailsOf(customerId)).toMatchObject([{ state: 'sent', last_error: null }]);
  });

  test('for too long leaves a failed mail that staff can see', async () => {
    const { customerId, event } = await givenStoppedService();
    setMailServer(DEAD_SERVER);
    await queueNotifications(systemCtx(withheldAt), [event]);
    for (let tries = 1; tries <= ATTEMPTS_MAX; tries++) {
      await deliverAll(at(withheldAt, { days: tries }));
    }
    expect(await mailsOf(customerId)).toMatchObject([{ state: 'failed', attempts: ATTEMPTS_MAX }]);
    expect(await getMailHealth(staffCtx(withheldAt))).toMatchObject({ failed: 1 });
  });

  test('never exposes its login', async () => {
    const { event } = await givenStoppedService();
    setMailServer(DEAD_SERVER);
    await queueNotifications(systemCtx(withheldAt), [event]);
    const warnings = vi.spyOn(log, 'warn');
    await deliverNotification(systemCtx(withheldAt));
    expect(warnings).toHaveBeenCalledOnce();
    expect(JSON.stringify(warnings.mock.calls)).not.toMatch(/hunter2-secret|example\.test/);
    warnings.mockRestore();
    expect(await everythingStored()).not.toContain('hunter2-secret');
  });
});

describe('staff without the right', () => {
  test('see no mails, nor do subscribers', async () => {
    const { customerId } = await givenMailedCustomer();
    const technician = {
      ...staffCtx(),
      actor: { kind: 'staff', userId: 1, role: 'technician', sessionId: 'x' },
    } as const;
    for (const ctx of [technician, subscriberCtx(customerId)]) {
      await expect(listNotifications(ctx)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(queueNotifications(ctx, [])).rejects.toMatchObject({ code: 'forbidden' });
      await expect(deliverNotification(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
