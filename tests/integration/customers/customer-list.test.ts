import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createCustomer } from '@/lib/customers/create-customer';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { writeCursor } from '@/lib/lists/rules';
import {
  type CustomerListQuery,
  countCustomers,
  listCustomers,
  listMatchingCustomerIds,
  streamCustomers,
} from '@/lib/screens/admin/customers';
import { findQuickHits } from '@/lib/screens/admin/quick-search';
import {
  givenCredit,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

const ids: Record<'anna' | 'bert' | 'cleo', number> = { anna: 0, bert: 0, cleo: 0 };
let itemId = 0;
let annasService = 0;

async function found(query: CustomerListQuery): Promise<string[]> {
  return (await listCustomers(staffCtx(), query)).rows.map(({ name }) => name);
}

beforeAll(async () => {
  await givenOperator();
  await getSql()`
    insert into networks (name, cidr, usage, created_at) values ('Homes', '10.44.0.0/16', 'permanent', now())`;
  ({ itemId } = await givenPlan());
  const ctx = systemCtx();
  ids.anna = (
    await createCustomer(ctx, {
      name: 'Anna Kowalska',
      email: 'anna@harbour.example',
      phone: '+44 20 7946 0777',
      labels: ['fibre', 'vip'],
    })
  ).customerId;
  ids.bert = (await createCustomer(ctx, { name: 'Bert 50%_Off', labels: ['fibre'] })).customerId;
  ids.cleo = (await createCustomer(ctx, { name: 'Cleo Ng', status: 'new' })).customerId;
  await givenCredit(ids.anna, 2_000n);
  await givenCredit(ids.bert, 300n);
  annasService = await givenService({
    customerId: ids.anna,
    itemId,
    network: {
      accessMethod: 'pppoe',
      login: 'anna.k',
      ipv4Mode: 'permanent',
      ipv4Address: '10.44.5.17',
      macAddresses: ['02-aa-bb-00-00-01'],
    },
  });
  await givenService({ customerId: ids.bert, itemId });
});

describe('the search of customers', () => {
  it.each([
    ['a part of the name', 'owals'],
    ['a part of the e-mail', 'harbour.exa'],
    ['a phone number as it is written', '+44 20 7946 0777'],
    ['a phone number with a trunk zero and other grouping', '020-79460777'],
    ['a login', 'ANNA.K'],
    ['a part of the address', '10.44.5'],
    ['a MAC address with hyphens', '02-AA-BB'],
    ['two words in any order', 'kowalska harbour'],
    ['two letters at the beginning of a word', 'ko'],
  ])('finds by %s', async (_what, search) => {
    expect(await found({ search })).toEqual(['Anna Kowalska']);
  });

  it('finds by number alone or marked as one', async () => {
    expect(await found({ search: `#${ids.cleo}` })).toEqual(['Cleo Ng']);
    expect(await found({ search: String(ids.cleo) })).toContain('Cleo Ng');
    expect(await found({ search: `#s${annasService}` })).toEqual(['Anna Kowalska']);
  });

  it('takes SQL wildcards literally', async () => {
    expect(await found({ search: '50%_o' })).toEqual(['Bert 50%_Off']);
    expect(await found({ search: '%%%' })).toEqual([]);
    expect(await found({ search: "'; drop table customers; --" })).toEqual([]);
  });

  it('does not find the login and address of an archived service', async () => {
    const gone = await givenService({
      customerId: ids.bert,
      itemId,
      network: { accessMethod: 'pppoe', login: 'shortlived' },
    });
    expect(await found({ search: 'shortlived' })).toEqual(['Bert 50%_Off']);
    await archiveService(staffCtx(), { serviceId: gone, reason: 'moved away' });
    expect(await found({ search: 'shortlived' })).toEqual([]);
  });

  it('offers the palette the customer and the service that match the text', async () => {
    const hits = await findQuickHits(staffCtx(), 'anna');
    expect(hits.customers.map(({ customerId }) => customerId)).toEqual([ids.anna]);
    expect(hits.services.map(({ serviceId }) => serviceId)).toEqual([annasService]);
  });
});

describe('the filters of customers', () => {
  it('filter by status, label, credit and the status of a service', async () => {
    expect(await found({ statuses: ['new'] })).toEqual(['Cleo Ng']);
    expect(await found({ labels: ['vip'] })).toEqual(['Anna Kowalska']);
    expect(await found({ balanceBelowMinor: 1n })).toEqual(['Cleo Ng']);
    expect(await found({ serviceStatuses: ['pending'] })).toEqual(['Bert 50%_Off']);
    expect(await found({ labels: ['fibre'], serviceStatuses: ['active'] })).toEqual([
      'Anna Kowalska',
    ]);
  });

  it('count and select exactly what they list', async () => {
    const query: CustomerListQuery = { labels: ['fibre'] };
    expect(await countCustomers(staffCtx(), query)).toEqual({ count: 2, atLeast: false });
    expect(await listMatchingCustomerIds(staffCtx(), query)).toEqual([ids.anna, ids.bert]);
  });
});

describe('the pages of customers', () => {
  beforeAll(async () => {
    // Names repeat on purpose: without the id as tie-breaker, paging would skip or repeat rows.
    await getSql()`
      with made as (
        insert into customers (status, name, created_at, updated_at)
        select 'active', 'Row ' || lpad((n / 3)::text, 3, '0'), now() + n * interval '1 second', now()
        from generate_series(1, 137) n returning id)
      insert into accounts (kind, customer_id, balance_minor, floor_minor, created_at)
      select 'wallet', id, id % 7, 0, now() from made`;
  });

  it.each(['name', 'created', 'balance'] as const)(
    'by %s show every customer once, forwards and back again',
    async (column) => {
      for (const direction of ['asc', 'desc'] as const) {
        const sort = { column, direction };
        const forwards: number[][] = [];
        let page = await listCustomers(staffCtx(), { sort });
        forwards.push(page.rows.map(({ customerId }) => customerId));
        while (page.next !== undefined) {
          page = await listCustomers(staffCtx(), { sort, after: page.next });
          forwards.push(page.rows.map(({ customerId }) => customerId));
        }
        expect(new Set(forwards.flat()).size).toBe(140);
        expect(forwards.flat().length).toBe(140);
        const back = await listCustomers(staffCtx(), { sort, before: page.previous });
        expect(back.rows.map(({ customerId }) => customerId)).toEqual(forwards.at(-2));
      }
    },
  );

  it('never hold more than 50 rows', async () => {
    expect((await listCustomers(staffCtx(), {})).rows.length).toBe(50);
  });

  it('start at the beginning when the cursor is invalid or belongs to another order', async () => {
    const first = await found({ sort: { column: 'balance', direction: 'asc' } });
    for (const after of ['nonsense', writeCursor({ value: 'Row 001', id: '1' })]) {
      expect(await found({ sort: { column: 'balance', direction: 'asc' }, after })).toEqual(first);
    }
  });

  it('are exported as one list', async () => {
    const names: string[] = [];
    for await (const row of streamCustomers(staffCtx(), { search: 'row' })) names.push(row.name);
    expect(names.length).toBe(137);
    expect(names).toEqual([...names].sort());
  });

  it('are exported with columns that an import reads', async () => {
    const sql = getSql();
    const { bert } = ids;
    await sql`update customers set language = 'de', time_zone = 'Europe/Berlin' where id = ${bert}`;
    await setCustomerAddresses(staffCtx(), {
      customerId: bert,
      addresses: [{ kind: 'billing', lines: '1 Quay', city: 'Bonn', postalCode: '53111' }],
    });
    const rows = streamCustomers(staffCtx(), { search: `#${bert}` });
    expect((await rows.next()).value).toMatchObject({
      customerId: bert,
      details: {
        ...{ language: 'de', timeZone: 'Europe/Berlin' },
        billing: { lines: '1 Quay', postalCode: '53111', city: 'Bonn', country: '' },
      },
    });
  });

  it('use the trigram index, not a scan of every document', async () => {
    const sql = getSql();
    await sql`analyze customer_search`;
    const plan = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      return tx`explain select customer_id from customer_search where document like '%owals%'`;
    });
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(
      'customer_search_document_idx',
    );
  });
});

describe('the list of customers', () => {
  it('is closed to subscribers, and its export to roles without that right', async () => {
    await expect(listCustomers(subscriberCtx(ids.anna), {})).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(findQuickHits(subscriberCtx(ids.anna), 'anna')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(streamCustomers(staffCtx(undefined, 'support'), {}).next()).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
