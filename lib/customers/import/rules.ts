import { z } from 'zod';
import { customerStatuses } from '@/lib/kit/words';
import {
  type CellProblem,
  type Cells,
  type CsvRow,
  cellOf,
  faultOf,
  readList,
} from '@/lib/lists/csv';
import { CustomerAddress, CustomerContact, CustomerLabels } from '../customer-input';

/** The columns that are imported, in the order of the template. Others, such as a balance, are ignored. */
export const importColumns = [
  'id',
  'name',
  'status',
  'email',
  'phone',
  'site',
  'labels',
  'language',
  'time_zone',
  'billing_address',
  'billing_postal_code',
  'billing_city',
  'billing_country',
] as const;

const Person = CustomerContact.extend({
  status: z.enum(customerStatuses, 'field_choice').default('active'),
  labels: CustomerLabels,
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'csv_language_unknown')
    .nullable(),
  addresses: z.array(CustomerAddress),
});
export type ImportPerson = z.output<typeof Person>;

/** Existing customers the file may refer to, by every key a row can match. */
export type KnownCustomers = {
  ids: ReadonlySet<number>;
  byEmail: ReadonlyMap<string, number>;
  byLikeness: ReadonlyMap<string, number>;
};
export type ImportWorld = KnownCustomers & { sites: ReadonlyMap<string, number> };

export type JudgedRow = { line: number; name: string } & (
  | { verdict: 'create'; person: ImportPerson }
  | { verdict: 'there'; customerId: number }
  | { verdict: 'refused'; problems: CellProblem[] }
);

/**
 * Decides what each row would do. An existing customer is never changed, whatever else the row contains. Without an
 * email address or a number, customers with equal name, phone, site and address are the same.
 */
export function judgeRows(rows: readonly CsvRow[], world: ImportWorld): JudgedRow[] {
  const firstLines = new Map<string, number>();
  return rows.map(({ cells, line, width, unread }) => {
    const name = cellOf(cells, 'name') ?? '';
    if (unread) return { line, name, verdict: 'refused', problems: unread };
    const read = readPerson(cells, world.sites);
    const known = findKnown(cells, read, world);
    if (known !== undefined) return { line, name, verdict: 'there', customerId: known };
    const problems = [...shifted(width), ...unknownNumber(cells), ...read.problems];
    const { person } = read;
    if (person === null || problems.length > 0) return { line, name, verdict: 'refused', problems };
    const key = person.email?.toLowerCase() ?? likenessOf(person);
    const first = firstLines.get(key);
    if (first !== undefined) {
      const column = person.email === null ? 'name' : 'email';
      const repeated: CellProblem = { column, key: 'csv_person_repeated', params: { line: first } };
      return { line, name, verdict: 'refused', problems: [repeated] };
    }
    firstLines.set(key, line);
    return { line, name, verdict: 'create', person };
  });
}

type ReadPerson = { person: ImportPerson | null; problems: CellProblem[] };

function findKnown(cells: Cells, { person }: ReadPerson, known: KnownCustomers) {
  const id = Number(cellOf(cells, 'id') || '0');
  if (known.ids.has(id)) return id;
  const email = cellOf(cells, 'email')?.toLowerCase() ?? '';
  if (email !== '') return known.byEmail.get(email);
  return person === null ? undefined : known.byLikeness.get(likenessOf(person));
}

/** A row with too many cells has its values in the wrong columns. */
function shifted(width: CsvRow['width']): CellProblem[] {
  return width === 'more' ? [{ column: 'name', key: 'csv_cells_too_many' }] : [];
}

function unknownNumber(cells: Cells): CellProblem[] {
  const number = cellOf(cells, 'id') ?? '';
  return number === '' ? [] : [{ column: 'id', key: 'csv_customer_unknown', params: { number } }];
}

/** Maps a field that failed validation to its column. */
const columnOfField: Record<string, string> = {
  timeZone: 'time_zone',
  lines: 'billing_address',
  postalCode: 'billing_postal_code',
  city: 'billing_city',
  country: 'billing_country',
};

function readPerson(cells: Cells, sites: ReadonlyMap<string, number>): ReadPerson {
  const text = (column: string) => cellOf(cells, column) || null;
  const problems = unstorable(cells);
  const site = text('site');
  const siteId = site === null ? null : (sites.get(site) ?? null);
  if (site !== null && siteId === null)
    problems.push({
      column: 'site',
      key: 'csv_unknown_name',
      params: { what: 'site', name: site },
    });
  const parsed = Person.safeParse({
    name: text('name') ?? '',
    status: text('status')?.toLowerCase() ?? undefined,
    email: text('email'),
    phone: text('phone'),
    siteId,
    labels: readList(text('labels') ?? '', /[,|]/),
    language: text('language'),
    timeZone: text('time_zone'),
    addresses: readAddress(text),
  });
  if (parsed.success) return { person: problems.length === 0 ? parsed.data : null, problems };
  const faults = parsed.error.issues.map((issue) => {
    const field = String(issue.path[0] === 'addresses' ? issue.path.at(-1) : issue.path[0]);
    return { column: columnOfField[field] ?? field, ...faultOf(issue) };
  });
  return { person: null, problems: [...problems, ...faults] };
}

/** PostgreSQL text cannot contain NUL. */
function unstorable(cells: Cells): CellProblem[] {
  return importColumns
    .filter((column) => cells[column]?.includes('\0'))
    .map((column) => ({ column, key: 'text_not_storable' }));
}

function readAddress(text: (column: string) => string | null) {
  const parts = {
    lines: text('billing_address') ?? '',
    postalCode: text('billing_postal_code') ?? '',
    city: text('billing_city') ?? '',
    country: text('billing_country') ?? '',
  };
  const isBlank = Object.values(parts).every((part) => part === '');
  return isBlank ? [] : [{ kind: 'billing' as const, ...parts }];
}

/** The key by which two people without an email address count as the same. */
export function likenessOf(person: {
  name: string;
  phone: string | null;
  siteId: number | null;
  addresses: readonly { lines: string }[];
}): string {
  const digits = digitsOf(person.phone);
  return JSON.stringify([person.name, digits, person.siteId, person.addresses[0]?.lines ?? '']);
}

/** A phone number reduced to its digits. */
function digitsOf(phone: string | null): string {
  return (phone ?? '').replace(/\D/g, '');
}
