import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rooms } from '@/lib/rooms.json';

type Configuration = { forbidden: IForbiddenRuleType[] };
const { forbidden } = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
) as Configuration;

/** A forbidden import: rule, importing file, imported file. */
type Planted = readonly [rule: string, from: string, to: string];

const upwards = rooms
  .slice(1)
  .map(
    ({ name }, index): Planted => [
      `rooms-go-down-${name}`,
      `lib/${name}/goes-up.ts`,
      `lib/${rooms[index]?.name}/above.ts`,
    ],
  );

const foreignTables = rooms
  .filter(({ name }) => name !== 'screens')
  .map(
    ({ name }): Planted => [
      `own-tables-only-${name}`,
      `lib/${name}/write-foreign.ts`,
      'db/schema/foreign.ts',
    ],
  );

/** Tables that a room's look-ups may read and its commands may not. */
const readBesides = rooms.flatMap(({ name, reads = [] }) =>
  reads.slice(0, 1).map((table) => [name, table] as const),
);

const planted: readonly Planted[] = [
  ...upwards,
  ...foreignTables,
  ...foreignTables.map(
    ([rule, from, to]): Planted => [rule, from.replace('write-foreign', 'lookups'), to],
  ),
  ...readBesides.map(
    ([name, table]): Planted => [
      `foreign-tables-by-lookup-${name}`,
      `lib/${name}/read-foreign.ts`,
      `db/schema/${table}.ts`,
    ],
  ),
  ['no-cycles', 'lib/orders/one.ts', 'lib/orders/two.ts'],
  ['own-tables-only-orders', 'lib/orders/store/nested.ts', 'db/schema/wallet.ts'],
  ['own-tables-only-orders', 'lib/orders/order-store.ts', 'db/schema/wallet.ts'],
  ['charges-have-lines', 'lib/orders/charges-alone.ts', 'lib/wallet/charge-wallet.ts'],
  ['charges-have-lines', 'lib/lifecycle/refunds-alone.ts', 'lib/wallet/refund-charge.ts'],
  ['stores-are-private', 'lib/orders/takes-store.ts', 'lib/wallet/store.ts'],
  ['stores-are-private', 'lib/orders/takes-named-store.ts', 'lib/usage/allocation-store.ts'],
  ['stores-are-private', 'lib/screens/admin/takes-store.ts', 'lib/wallet/store/rows.ts'],
  ['stores-are-not-for-edges', 'inngest/functions/takes-store.ts', 'lib/wallet/store.ts'],
  ['lookups-are-for-commands', 'app/admin/page.tsx', 'lib/wallet/lookups.ts'],
  ['lookups-are-for-commands', 'app/page.tsx', 'lib/routers/lookups/desired.ts'],
  ['screens-only-read', 'lib/screens/portal/commands.ts', 'lib/wallet/charge-wallet.ts'],
  ['rules-are-pure', 'lib/orders/rules/asks.ts', 'db/client.ts'],
  ['rules-are-pure', 'lib/orders/cart/rules.ts', 'lib/orders/lookups.ts'],
  ['db-stays-at-the-bottom', 'db/asks.ts', 'lib/orders/rules.ts'],
  ['only-lib-touches-db', 'inngest/functions/asks.ts', 'db/client.ts'],
  ['inngest-client-below-functions', 'inngest/client/asks.ts', 'inngest/runtime/relay.ts'],
  ['inngest-functions-below-runtime', 'inngest/functions/runs.ts', 'inngest/runtime/relay.ts'],
  ['no-demo-in-product', 'lib/payments/demo.ts', 'stand-ins/stripe/api.ts'],
  ['stand-ins-stand-alone', 'stand-ins/mail/asks.ts', 'lib/kit/ids.ts'],
  ['private-to-app/admin/sites', 'app/admin/map/asks.ts', 'app/admin/sites/_parts/one.ts'],
  ['private-to-app/admin/sites', 'app/admin/_shared/asks.ts', 'app/admin/sites/_parts/one.ts'],
  [
    'private-to-app/admin/services/[serviceId]',
    'app/admin/services/bulk/asks.ts',
    'app/admin/services/[serviceId]/_parts/one.ts',
  ],
  ['lib-below-app-and-inngest', 'lib/orders/asks-app.ts', 'app/_ui/one.ts'],
  ['lib-below-app-and-inngest', 'lib/orders/asks-jobs.ts', 'inngest/client/one.ts'],
  ...['next', 'react', 'inngest'].map(
    (name): Planted => ['lib-below-app-and-inngest', `lib/kit/asks-${name}.ts`, packaged(name)],
  ),
  ['inngest-never-imports-app', 'inngest/functions/asks-app.ts', 'app/_ui/one.ts'],
  ['one-door-per-vendor-stripe', 'lib/orders/asks-stripe.ts', packaged('stripe')],
  ['one-door-per-vendor-stripe', 'app/asks-stripe.ts', packaged('stripe')],
  ['one-door-per-vendor-routeros', 'lib/services/asks-router.ts', packaged('node-routeros')],
  ['no-tests-in-product', 'lib/orders/asks-tests.ts', 'tests/support/fixtures.ts'],
  ['no-tests-in-product', 'db/asks-vitest.ts', packaged('vitest')],
  ['only-lib-touches-db', 'app/asks-drizzle.ts', packaged('drizzle-orm')],
  ['rules-are-pure', 'lib/orders/rules/asks-postgres.ts', packaged('postgres')],
  ['demo-below-scripts', 'demo/asks.ts', 'scripts/tasks/demo.ts'],
  ['host-below-demo-and-scripts', 'host/asks.ts', 'demo/start.ts'],
];

/** Imports that must pass. */
const sound: readonly Planted[] = [
  ['-', 'lib/person/merge.ts', 'lib/screens/admin/customer.ts'],
  ['-', 'lib/orders/place.ts', 'lib/wallet/credit-wallet.ts'],
  ['-', 'lib/charges/charge.ts', 'lib/wallet/charge-wallet.ts'],
  ['-', 'lib/orders/store.ts', 'db/schema/orders.ts'],
  ...readBesides.map(
    ([name, table]): Planted => ['-', `lib/${name}/lookups/rows.ts`, `db/schema/${table}.ts`],
  ),
  ['-', 'lib/screens/portal/home.ts', 'lib/wallet/lookups.ts'],
  ['-', 'app/portal.tsx', 'lib/screens/portal/home.ts'],
  ['-', 'lib/payments/stripe/door.ts', packaged('stripe')],
  ['-', 'lib/routers/mikrotik/door.ts', packaged('node-routeros')],
  ['-', 'lib/orders/place.test.ts', packaged('vitest')],
  ['-', 'app/admin/map/show.ts', 'app/admin/_shared/one.ts'],
  ['-', 'app/admin/sites/new/show.ts', 'app/admin/sites/_parts/one.ts'],
];

let tree: string;
let found: Set<string>;

beforeAll(async () => {
  tree = mkdtempSync(path.join(tmpdir(), 'netpurse-boundaries-'));
  for (const [, from, to] of [...planted, ...sound]) plant(from, to);
  plant('lib/orders/two.ts', 'lib/orders/one.ts');
  const folders = ['app', 'db', 'demo', 'host', 'inngest', 'lib', 'stand-ins'];
  const { output } = await cruise(folders, {
    baseDir: tree,
    validate: true,
    ruleSet: { forbidden },
    tsPreCompilationDeps: true,
  });
  found = new Set(
    (output as ICruiseResult).summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
    ),
  );
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('npm run check', () => {
  test.each(planted)('catches, by %s, that %s imports %s', (rule, from, to) => {
    expect(found).toContain(`${rule}: ${from} → ${to}`);
  });

  test('has a planted import for every rule', () => {
    const bitten = new Set(planted.map(([rule]) => familyOf(rule)));
    const rules = forbidden.map(({ name }) => familyOf(name ?? ''));
    expect(rules.filter((rule) => !bitten.has(rule))).toEqual([]);
  });

  test.each(sound)('has nothing%s against %s importing %s', (_, from, to) => {
    expect([...found].filter((one) => one.endsWith(`: ${from} → ${to}`))).toEqual([]);
  });
});

/** Adds the import to the file and creates the imported file. */
function plant(from: string, to: string): void {
  const [, name] = /^node_modules\/([^/]+)/.exec(to) ?? [];
  const beside = path.posix.relative(path.posix.dirname(from), to).replace(/\.tsx?$/, '');
  write(from, `import '${name ?? `./${beside}`}';\n`);
  write(to, '');
}

/** Where the package of that name is installed. */
function packaged(name: string): string {
  return `node_modules/${name}/index.js`;
}

/** Groups the rules generated per room or folder, of which one has to be proven to bite. */
function familyOf(rule: string): string {
  return rule.replace(
    /^(rooms-go-down|own-tables-only|foreign-tables-by-lookup|private-to).*$/,
    '$1',
  );
}

function write(file: string, text: string): void {
  const full = path.join(tree, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, `${text}export {};\n`, { flag: 'a' });
}
