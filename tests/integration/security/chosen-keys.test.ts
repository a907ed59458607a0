import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { registry } from '@/tests/support/security/registry/all';

/** Who chooses the value of a unique column. */
type Chosen =
  /** We do: generated, a constant of our code, or composed of our ids. */
  | { by: 'us'; from: string }
  /** A form submits it, and it is unique only within its owner (`ownedId` of this kind). */
  | { by: 'owner'; kinds: readonly string[] }
  /** Only staff with the right to every one of these functions, according to the registry. */
  | { by: 'staff'; writers: readonly string[] }
  /** Stripe, in a response to us or signed with its key. */
  | { by: 'stripe' }
  /** One of the operator's routers. */
  | { by: 'router' }
  /** A person, who must prove ownership before the row exists. */
  | { by: 'proof'; how: string }
  /** Anyone; it names nothing that belongs to another, and `harmless` says why it blocks nobody. */
  | { by: 'anybody'; harmless: string };

const byUs = (from: string): Chosen => ({ by: 'us', from });
const word = byUs('a word of a closed list');
const hash = byUs('the hash of a random text that was mailed');
const event = byUs('the cause, put together from ids of ours');
const engine = byUs('names of our functions and steps, and ids of our runs');

/** Every text or generated-id column that is part of a unique key. Numbers, days and instants are ours. */
const chosen: Record<string, Chosen> = {
  'accounts.currency': word,
  'accounts.kind': word,
  'allocations.order_id': { by: 'owner', kinds: ['order'] },
  'allocations.source': word,
  'bulk_rows.bulk_id': { by: 'owner', kinds: ['bulk'] },
  'bulk_runs.id': { by: 'owner', kinds: ['bulk'] },
  'catalog_categories.name': {
    by: 'staff',
    writers: ['catalog/createCategory', 'catalog/renameCategory'],
  },
  'catalog_files.id': byUs('made anew with every upload'),
  'catalog_files.kind': word,
  'catalog_item_assignments.label': {
    by: 'staff',
    writers: ['catalog/createItem', 'rollouts/changeItem'],
  },
  'catalog_items.name': { by: 'staff', writers: ['catalog/createItem', 'rollouts/changeItem'] },
  'charge_lines.cause_key': event,
  'customer_documents.id': byUs('made anew with every upload'),
  'customer_labels.label': {
    by: 'staff',
    writers: ['customers/setCustomerLabels', 'customers/changeCustomerLabel'],
  },
  'events.event_id': event,
  'ip_pools.name': { by: 'staff', writers: ['network/createPool', 'network/changePool'] },
  'job_crons.cron': engine,
  'job_crons.function_id': engine,
  'job_heartbeats.job': engine,
  'job_limits.function_id': engine,
  'job_limits.key': engine,
  'job_limits.kind': word,
  'job_pending.function_id': engine,
  'job_pending.key': engine,
  'job_queue.run_id': engine,
  'job_queue.step_id': engine,
  'job_runs.cause_key': event,
  'job_runs.function_id': engine,
  'job_runs.id': engine,
  'job_steps.run_id': engine,
  'job_steps.step_id': engine,
  'job_waits.run_id': engine,
  'job_waits.step_id': engine,
  'networks.name': { by: 'staff', writers: ['network/createNetwork', 'network/changeNetwork'] },
  'notifications.cause_key': event,
  'notifications.id': byUs('made anew'),
  'notifications.sign_up_id': byUs('made anew with every sign-up'),
  'one_time_tokens.token_hash': hash,
  'orders.id': { by: 'owner', kinds: ['order'] },
  'packs.name': { by: 'staff', writers: ['catalog/createItem', 'rollouts/changeItem'] },
  'rate_limits.key': {
    by: 'anybody',
    harmless: 'a count of attempts that runs out by itself; that of a sender is spent first',
  },
  'receipt_counters.kind': word,
  'rollout_rows.rollout_id': { by: 'owner', kinds: ['rollout'] },
  'rollouts.id': { by: 'owner', kinds: ['rollout'] },
  'router_drifts.menu': word,
  'router_drifts.row_key': { by: 'router' },
  'routers.host': { by: 'staff', writers: ['routers/createRouter', 'routers/changeRouter'] },
  'routers.name': { by: 'staff', writers: ['routers/createRouter', 'routers/changeRouter'] },
  'sent_forms.id': { by: 'owner', kinds: ['service', 'bulk', 'rollout'] },
  'service_holds.reason': word,
  'service_networks.network': {
    by: 'staff',
    writers: ['lifecycle/createService', 'lifecycle/changeService'],
  },
  'services.ipv4_address': {
    by: 'staff',
    writers: ['lifecycle/createService', 'lifecycle/changeService'],
  },
  'services.login': {
    by: 'staff',
    writers: ['lifecycle/createService', 'lifecycle/changeService'],
  },
  'services.order_id': { by: 'owner', kinds: ['order', 'service'] },
  'sessions.id': byUs('made anew with every sign-in'),
  'sign_ups.id': byUs('made anew with every form: many may wait with one address'),
  'sign_ups.token_hash': hash,
  'sites.name': { by: 'staff', writers: ['catalog/createSite', 'catalog/changeSite'] },
  'stripe_event_cursors.id': word,
  'stripe_events.id': { by: 'stripe' },
  'top_up_disputes.id': { by: 'stripe' },
  'top_up_refunds.id': { by: 'owner', kinds: ['refund'] },
  'top_up_refunds.stripe_refund_id': { by: 'stripe' },
  'statements.month': byUs('a month of the calendar, unique for one customer'),
  'top_ups.checkout_session_id': { by: 'stripe' },
  'top_ups.id': { by: 'owner', kinds: ['top-up'] },
  'top_ups.payment_intent_id': { by: 'stripe' },
  'transfers.cause_key': event,
  'usage_counters.login': { by: 'router' },
  'usage_counters.session_key': { by: 'router' },
  'users.email': {
    by: 'proof',
    how: 'the mailed link and the password of the sign-up; staff invite others',
  },
};

let columns: string[];

beforeAll(async () => {
  const rows = await getSql()<{ column: string; definition: string }[]>`
    select c.relname || '.' || a.attname as column, pg_get_indexdef(x.indexrelid) as definition
    from pg_index x join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where x.indisunique and n.nspname = 'public' and not c.relispartition
      and substring(pg_get_indexdef(x.indexrelid) from 'USING btree (.*)') ~ ('\\m' || a.attname || '\\M')
      and t.typname not in ('int2', 'int4', 'int8', 'date', 'timestamptz', 'xid8', 'bool')`;
  columns = [...new Set(rows.map(({ column }) => column))].sort();
});

const lib = path.resolve(import.meta.dirname, '../../../lib');
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(lib, file), 'utf8'));
const owned = new Set(
  sources.flatMap((text) => [...text.matchAll(/ownedId\(\s*'([a-z-]+)'/g)].map(([, kind]) => kind)),
);

describe('a unique value', () => {
  test('is listed with who chooses it, whatever the table', () => {
    expect(columns.length).toBeGreaterThan(50);
    expect(Object.keys(chosen).sort()).toEqual(columns);
  });

  test('that comes with a form is unique only together with its owner', () => {
    const kinds = Object.values(chosen).flatMap((one) => (one.by === 'owner' ? one.kinds : []));
    expect(kinds.filter((kind) => !owned.has(kind))).toEqual([]);
  });

  test('that staff choose can be written by nobody else', () => {
    const writers = Object.values(chosen).flatMap((one) => (one.by === 'staff' ? one.writers : []));
    const open = writers.filter((name) => {
      const entries = [registry[name] ?? []].flat();
      return entries.length === 0 || entries.some((entry) => entry.for !== 'staff');
    });
    expect([...new Set(open)]).toEqual([]);
  });
});
