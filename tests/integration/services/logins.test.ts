import { beforeAll, describe, expect, it } from 'vitest';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { type ChangeService, changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { outcomesOf, refusalOf } from '../network/support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

async function running(balance = 5_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

const change = (input: ChangeService, now = start) => changeService(staffCtx(now), input);

describe('a login', () => {
  const withLogin = async (login: string) => ({ ...(await givenMeans()), login });

  it('of a live service is refused at the field, also to one of two at once', async () => {
    const { itemId } = await givenPlan();
    const owners = [
      await givenCustomer({ balance: 5_000n }),
      await givenCustomer({ balance: 5_000n }),
    ];
    const add = async (login: string) =>
      createService(staffCtx(), {
        customerId: owners.pop() ?? owner,
        itemId,
        network: await withLogin(login),
      });
    const owner = await givenCustomer({ balance: 5_000n });
    expect(await outcomesOf([add('wanted'), add('Wanted')])).toEqual(['done', 'login_taken']);
    expect(await refusalOf(add('WANTED'))).toMatchObject({ key: 'login_taken', field: 'login' });
  });

  it('can be held by a Pending successor, which starts when it becomes free', async () => {
    const { customerId, itemId, serviceId } = await running(700n);
    const network = await withLogin('successor');
    await change({ serviceId, network });
    const next = await givenService({ customerId, itemId, network, startDate: '2026-03-03' });
    await sweepServiceDates(systemCtx(at(start, { days: 1 })));
    expect((await serviceNow(next)).holds).toEqual(['unpaid']);
    const other = await givenService({ customerId, itemId });
    // The login is still in use when credit arrives: it goes to what can start and does not get stuck.
    await givenCredit(customerId, 300n);
    await putCreditToUse(systemCtx(), { customerId });
    expect((await serviceNow(next)).holds).toEqual(['unpaid']);
    expect((await serviceNow(other)).status).toBe('active');
    await givenCredit(customerId, 500n);
    await archiveService(staffCtx(), { serviceId, reason: 'Replaced' });
    expect((await serviceNow(next)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });
});
