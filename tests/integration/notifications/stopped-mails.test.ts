import { eq } from 'drizzle-orm';
import { createTranslator } from 'next-intl';
import { beforeAll, describe, expect, it } from 'vitest';
import { wayBackText } from '@/app/(portal)/_view/way-back-text';
import { getSql } from '@/db/client';
import { notifications } from '@/db/schema/notifications';
import { readDb } from '@/db/transaction';
import { getFormats } from '@/lib/kit/format';
import { holdReasons } from '@/lib/kit/words';
import { composeMail } from '@/lib/notifications/compose-mail';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getPortalService } from '@/lib/screens/portal/services';
import { wayBackOf } from '@/lib/screens/portal/way-back';
import messages from '@/messages/en/portal.json';
import {
  balanceOf,
  givenCredit,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenConfirmed, givenRouter, later, networkOn } from '../services/router-off-world';
import { givenMailedCustomer } from './support';

beforeAll(() => givenOperator());

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof wayBackText>[0];

/** A service whose second week was withheld, off on its router, with `also` holding it as well. */
async function givenStopped(also: string | null, router: 'online' | 'unreachable') {
  const { customerId } = await givenMailedCustomer({ balance: 500n });
  const routerId = await givenRouter();
  const { itemId } = await givenPlan();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  await sweepRecurrences(systemCtx(later(7)));
  await givenConfirmed(serviceId, routerId, 'garden');
  await getSql()`update routers set status = ${router} where id = ${routerId}`;
  if (also !== null && also !== 'no_credit')
    await getSql()`insert into service_holds (service_id, reason, since, actor)
      values (${serviceId}, ${also}, ${later(7).toISOString()}, 'test')`;
  return { customerId, serviceId };
}
type Stopped = Awaited<ReturnType<typeof givenStopped>>;

async function mailOf({ customerId, serviceId }: Stopped): Promise<string | null> {
  const ctx = systemCtx(later(8));
  await queueNotifications(ctx, [
    { name: 'period/withheld', data: { serviceId, customerId, periodIndex: 1 } },
  ]);
  const [row] = await readDb(ctx)
    .select()
    .from(notifications)
    .where(eq(notifications.causeKey, `withheld:${serviceId}:1`));
  if (!row) throw new Error('no mail was queued');
  const composed = await composeMail(ctx, row);
  return composed.kind === 'mail' ? composed.mail.text : null;
}

async function homeOf({ customerId, serviceId }: Stopped): Promise<string> {
  const service = await getPortalService(subscriberCtx(customerId, later(8)), serviceId);
  const back = wayBackOf(service);
  if (back === null) throw new Error('it does not lack credit');
  return wayBackText(words, back, service.itemName);
}

/** Tops up as much as is missing; returns whether the service is on afterwards. */
async function isOnAfterTopUp({ customerId, serviceId }: Stopped): Promise<boolean> {
  await givenCredit(customerId, 500n, later(8));
  await putCreditToUse(systemCtx(later(8)), { customerId });
  return (await serviceNow(serviceId)).status === 'active';
}

const PROMISE = /as soon as you top up/;
const AWAY = /cannot be reached right now/;

describe.each(holdReasons)(
  'a service that stopped for lack of credit, with the hold %s',
  (also) => {
    it('is promised to come back with a top-up, at home and by email, exactly if that brings it back', async () => {
      const stopped = await givenStopped(also, 'online');
      const [home, mail] = [await homeOf(stopped), await mailOf(stopped)];
      const isOn = await isOnAfterTopUp(stopped);
      expect(PROMISE.test(home)).toBe(isOn);
      // A service that never ran did not stop, so nothing is sent about it.
      expect(mail !== null && PROMISE.test(mail)).toBe(isOn && also !== 'unpaid');
      expect(`${home} ${mail}`).not.toMatch(AWAY);
    });

    it('is promised nothing of the kind while its router is away, and the same at home and by email', async () => {
      const stopped = await givenStopped(also, 'unreachable');
      const [home, mail] = [await homeOf(stopped), await mailOf(stopped)];
      expect(`${home} ${mail}`).not.toMatch(PROMISE);
      const isPaidFor = await isOnAfterTopUp(stopped);
      expect(AWAY.test(home)).toBe(isPaidFor);
      expect(mail !== null && AWAY.test(mail)).toBe(isPaidFor && also !== 'unpaid');
    });
  },
);

it('the period of a service whose router is away starts with the top-up, as its home and its email say', async () => {
  const stopped = await givenStopped(null, 'unreachable');
  for (const text of [await homeOf(stopped), await mailOf(stopped)])
    expect(text).toContain('the period starts at once');
  expect(await isOnAfterTopUp(stopped)).toBe(true);
  expect(await balanceOf(stopped.customerId)).toBe(0n);
});

it('a service that has also ended is not promised to come back at home', async () => {
  expect(await homeOf(await givenStopped('ended', 'online'))).toContain('It has also ended');
});
