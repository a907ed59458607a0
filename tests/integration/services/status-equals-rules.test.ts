import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { holdBit, holdReasons, statusOfHold } from '@/lib/kit/words';
import { holdsFromBits, statusOf, statusOnRouter } from '@/lib/services/rules';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('the status in the database', () => {
  it('and the one for the router equal the rules for every combination of holds, archived or not', async () => {
    const combinations = 1 << holdReasons.length;
    const rows = await getSql()<
      { bits: number; archived: boolean; status: string; on_router: string }[]
    >`
      select bits, archived, service_status(bits, archived) as status,
        service_status_on_router(bits, archived) as on_router
      from generate_series(0, ${combinations - 1}) bits cross join (values (true), (false)) a(archived)`;
    expect(rows.length).toBe(combinations * 2);
    const wrong = rows.filter(({ bits, archived, status, on_router }) => {
      const state = { holds: holdsFromBits(bits), isArchived: archived };
      return statusOf(state) !== status || statusOnRouter(state) !== on_router;
    });
    expect(wrong).toEqual([]);
  });

  it('is a generated column for each hold, and cannot be written', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    const sql = getSql();
    for (const reason of holdReasons) {
      await sql`insert into service_holds (service_id, reason, since, actor) values (${serviceId}, ${reason}, now(), 'test')`;
      expect(await serviceNow(serviceId), reason).toMatchObject({
        status: statusOfHold[reason],
        holds: [reason],
      });
      const [row] = await sql<
        { holds: number }[]
      >`select holds from services where id = ${serviceId}`;
      expect(row?.holds).toBe(holdBit(reason));
      await sql`delete from service_holds where service_id = ${serviceId}`;
    }
    await expect(
      sql`update services set status = 'active' where id = ${serviceId}`,
    ).rejects.toThrow(/can only be updated to DEFAULT/);
  });

  it('raises the desired version and tells the router only when it changes', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    const before = (await serviceNow(serviceId)).desiredVersion;
    const sql = getSql();
    await sql`insert into service_holds (service_id, reason, since, actor) values (${serviceId}, 'paused', now(), 'test')`;
    const stopped = (await serviceNow(serviceId)).desiredVersion;
    await sql`insert into service_holds (service_id, reason, since, actor) values (${serviceId}, 'no_credit', now(), 'test')`;
    expect((await serviceNow(serviceId)).desiredVersion).toBe(stopped);
    await sql`delete from service_holds where service_id = ${serviceId}`;
    const again = (await serviceNow(serviceId)).desiredVersion;
    await sql`insert into service_holds (service_id, reason, since, actor) values (${serviceId}, 'router_refused', now(), 'test')`;
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'pending', desiredVersion: again });
    expect(stopped).toBe(before + 1);
  });
});
