import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import type { MailCatcher } from '@/stand-ins/mail/mail-catcher';
import {
  at,
  GIGABYTE,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  deliverAll,
  givenMailedCustomer,
  mailsOf,
  setMailServer,
  startMailServer,
} from './support';

let server: MailCatcher;

beforeAll(async () => {
  await givenOperator();
  server = await startMailServer();
});
afterAll(async () => {
  setMailServer(undefined);
  await server.close();
});
beforeEach(() => server.clear());

/** A service with 5 GB and a function that uses some of it. */
async function givenUse() {
  const { customerId } = await givenMailedCustomer({ balance: 2_000n });
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId });
  const tell = async (percent: number, now: Date, name = 'usage/alert') => {
    const used = (5n * GIGABYTE * BigInt(percent)) / 100n;
    await getSql()`update allocations set used_bytes = ${used.toString()} where service_id = ${serviceId}`;
    if (percent >= 100) {
      await getSql()`insert into service_holds (service_id, reason, since, actor)
        values (${serviceId}, 'data_cap', ${now.toISOString()}, 'test') on conflict do nothing`;
    }
    const data = { serviceId, customerId, ...(name === 'usage/alert' ? { percent } : {}) };
    await queueNotifications(systemCtx(now), [{ name, data }]);
  };
  return { customerId, serviceId, tell };
}

const minutes = (count: number) => at(start, { minutes: count });
const subjects = () =>
  server
    .messages()
    .map((mail) => mail.subject)
    .toReversed();

describe('mails about data running low', () => {
  test('come at each threshold, with what is left', async () => {
    const { tell } = await givenUse();
    await tell(50, minutes(0));
    await deliverAll(minutes(0));
    await tell(80, minutes(120));
    await deliverAll(minutes(120));
    expect(subjects()).toEqual([
      expect.stringMatching(/^50% of the data of Plan \d+ is used$/),
      expect.stringMatching(/^80% of the data of Plan \d+ is used$/),
    ]);
    expect(server.messages()[0]?.text).toContain('1 of 5 GB is left until');
  });

  test('within an hour are reduced to one, the highest', async () => {
    const { customerId, tell } = await givenUse();
    await tell(50, minutes(0));
    await deliverAll(minutes(0));
    await tell(80, minutes(10));
    await deliverAll(minutes(10));
    expect(subjects()).toHaveLength(1);
    await tell(100, minutes(20));
    await deliverAll(minutes(20));
    await deliverAll(minutes(180));
    expect(subjects()).toEqual([
      expect.stringContaining('50%'),
      expect.stringMatching(/is used up$/),
    ]);
    expect((await mailsOf(customerId)).map((row) => row.suppress_reason)).toEqual([
      null,
      'superseded',
      null,
    ]);
  });

  test('wait until the hour is over when only a higher threshold was passed', async () => {
    const { tell } = await givenUse();
    await tell(50, minutes(0));
    await deliverAll(minutes(0));
    await tell(80, minutes(10));
    await deliverAll(minutes(59));
    expect(subjects()).toHaveLength(1);
    await deliverAll(minutes(61));
    expect(subjects()).toHaveLength(2);
  });

  test('about used-up data are sent once, although two events report it in any order', async () => {
    const { tell } = await givenUse();
    await tell(100, minutes(0), 'allocation/used-up');
    await tell(100, minutes(0));
    await deliverAll(minutes(0));
    await tell(100, minutes(1), 'allocation/used-up');
    await deliverAll(minutes(1));
    expect(subjects()).toHaveLength(1);
    expect(server.messages()[0]?.text).toContain('The connection is cut until there is new data.');
  });
});
