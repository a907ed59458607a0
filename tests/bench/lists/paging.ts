import type { Ctx } from '@/lib/context';
import type { Page } from '@/lib/lists/rules';
import { listCustomers } from '@/lib/screens/admin/customers';
import { listServices } from '@/lib/screens/admin/services';
import { type BenchContext, type Figure, figure, interleave, spreadOf, timed } from '../harness';

const DEEP_PAGE = 1_000;
/** Few reads over many turns, so that the compared cases are measured close together. */
const READS = 5;
const TURNS = 8;

type Place = { after?: string; before?: string };
type Read = (place: Place) => Promise<Page<unknown>>;

/** Every sort order that has an index, and every filter that has one. */
function listsOf(ctx: Ctx): Record<string, Read> {
  const down = 'desc' as const;
  const customers = (query: Parameters<typeof listCustomers>[1]) => (place: Place) =>
    listCustomers(ctx, { ...query, ...place });
  const services = (query: Parameters<typeof listServices>[1]) => (place: Place) =>
    listServices(ctx, { ...query, ...place });
  return {
    'customers by name': customers({}),
    'customers by name, active only': customers({ statuses: ['active'] }),
    'customers by balance': customers({ sort: { column: 'balance', direction: down } }),
    'customers by age, active only': customers({
      sort: { column: 'created', direction: down },
      statuses: ['active'],
    }),
    'services by id': services({}),
    'services by id, active only': services({ statuses: ['active'] }),
    'services by customer': services({ sort: { column: 'customer', direction: 'asc' } }),
    'services by customer, active only': services({
      sort: { column: 'customer', direction: 'asc' },
      statuses: ['active'],
    }),
  };
}

/** Page 1,000 against page 1 of both lists; the figure is the worst order in either direction. */
export async function measurePaging(
  { ctx }: { ctx: Ctx },
  { repeats, say }: BenchContext,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, read] of Object.entries(listsOf(ctx))) {
    const deep = await walk(read);
    const spreads = await interleave(
      {
        first: () => readOften(read, {}),
        forward: () => readOften(read, { after: deep.after }),
        back: () => readOften(read, { before: deep.before }),
      },
      repeats * TURNS,
    );
    for (const direction of ['forward', 'back'] as const) {
      const each = figure({
        name: 'keyset_deep',
        value: spreads[direction].median,
        unit: 'ms',
        floor: spreads.first.median,
        workload: `${name}, ${direction}: page ${DEEP_PAGE} against page 1, 50 rows, the worst of all orders`,
      });
      say(`${name}, ${direction}: ${each.value} ms against ${each.floor} ms, ${each.ratio}x`);
      figures.push(each);
    }
  }
  return figures.toSorted((left, right) => (right.ratio ?? 0) - (left.ratio ?? 0)).slice(0, 1);
}

/** Turns the pages one by one, as a person would have to, because cursors are opaque. */
async function walk(read: Read): Promise<{ after: string; before: string }> {
  let page = await read({});
  for (let number = 1; number < DEEP_PAGE - 1; number += 1)
    page = await read({ after: next(page) });
  const after = next(page);
  const before = (await read({ after })).previous;
  if (before === undefined) throw new Error('page 1,000 has none before it');
  return { after, before };
}

function next(page: Page<unknown>): string {
  if (page.next === undefined || page.rows.length !== 50) throw new Error('the list is too short');
  return page.next;
}

async function readOften(read: Read, place: Place): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < READS; count += 1) times.push(await timed(() => read(place)));
  return spreadOf(times).median;
}
