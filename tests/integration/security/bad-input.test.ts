import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { createItem } from '@/lib/catalog/create-item';
import { addNote } from '@/lib/customers/add-note';
import { changeCustomer } from '@/lib/customers/change-customer';
import { DomainError } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { parseDecimalAmount } from '@/lib/kit/money';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { placeOrder } from '@/lib/orders/place-order';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { changedTables, printDatabase } from '@/tests/support/security/database-print';
import { ctxOf, givenSecurityWorld, type SecurityWorld } from '@/tests/support/security/world';

const root = path.resolve(import.meta.dirname, '../../..');
const REASON = 'asked on the phone';

let world: SecurityWorld;
beforeAll(async () => {
  world = await givenSecurityWorld();
});
afterAll(() => world.close());

const asOwner = () => ctxOf(world, world.people.owner);
const asA = () => ctxOf(world, world.people.A);

/** Input as it could arrive if an edge let it through: the commands' types enforce nothing at run time. */
const any = (value: unknown) => value as never;

/** Expects a refusal, or a schema error that the form shows at its field; never a defect. */
async function expectRefused(work: () => Promise<unknown>): Promise<void> {
  const before = await printDatabase();
  const answer = await work().then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  expect(answer instanceof DomainError || answer instanceof ZodError, String(answer)).toBe(true);
  expect(changedTables(before, await printDatabase())).toEqual([]);
}

const wrongAmounts = [
  0n,
  -1n,
  -500n,
  10n ** 12n,
  2n ** 63n,
  10n ** 40n,
  1.5,
  Number.NaN,
  '5',
  null,
];

describe('a wrong amount', () => {
  test.each(wrongAmounts)('of %s is not topped up', async (amountMinor) => {
    const { customerId } = world.rows;
    const input = any({ topUpId: newId(), customerId, amountMinor });
    await expectRefused(() => startTopUp(asA(), input));
  });

  test.each(wrongAmounts)('of %s is not credited or debited by staff', async (amountMinor) => {
    const { customerId } = world.rows;
    for (const direction of ['credit', 'debit', 'cash']) {
      const input = any({
        adjustmentId: newId(),
        customerId,
        direction,
        amountMinor,
        reason: REASON,
      });
      await expectRefused(() => adjustWallet(asOwner(), input));
    }
  });

  test.each(wrongAmounts)('of %s is not refunded', async (amountMinor) => {
    const topUpId = world.rows.paidTopUpId;
    const input = any({ requestId: newId(), topUpId, amountMinor, reason: REASON });
    await expectRefused(() => refundTopUp(asOwner(), input));
  });

  test.each(wrongAmounts.slice(1))('of %s is no price', async (unitPriceMinor) => {
    const terms = { unitPriceMinor, recurrenceMode: 'none' };
    const item = any({ name: 'Wrong', kind: 'custom', status: 'active', terms });
    await expectRefused(() => createItem(asOwner(), item));
  });

  test.each(wrongAmounts)('of %s as the quote of a sheet buys nothing', async (quote) => {
    const { customerId, targetItemId: itemId } = world.rows;
    const request = { kind: 'new_service', itemId };
    const order = any({ orderId: newId(), customerId, request, quote });
    await expectRefused(() => placeOrder(asA(), order));
  });

  test.each([
    ...[
      '',
      ' ',
      'NaN',
      'Infinity',
      '1e309',
      '1e3',
      '0x10',
      '٣٫٥٠',
      '५',
      '１２',
      '1,234.56',
      '1 000',
    ],
    ...['--1', '+-1', '5.00 EUR', '$5', '.5', '5..0', '1'.repeat(16), '\u00005', '5\u200b'],
  ])('typed as %j is rejected as not a number', (text) => {
    expect(parseDecimalAmount(text, 2)).toEqual({ ok: false, reason: 'not-a-number' });
  });
});

const wrongDays = [
  ...['0000-00-00', '9999-99-99', '2026-02-30', '2027-02-29', '2026-13-01', '2026-00-10'],
  ...['20260101', '2026-1-1', '01.01.2026', 'tomorrow', '', '٢٠٢٦-٠١-٠١', '+012026-01-01', null, 0],
];

describe('a day that does not exist', () => {
  test.each(wrongDays)('%j starts or ends no service', async (day) => {
    const { serviceId } = world.rows;
    if (day !== null) {
      const endDate = any({ serviceId, fields: { endDate: day } });
      await expectRefused(() => changeService(asOwner(), endDate));
    }
    const startDate = any({ serviceId, fields: { startDate: day } });
    await expectRefused(() => changeService(asOwner(), startDate));
  });

  test.each(wrongDays)('%j carries no change and ends no pause', async (effectiveDate) => {
    const { serviceId } = world.rows;
    const change = any({ serviceId, effectiveDate, change: { kind: 'resume' } });
    await expectRefused(() => scheduleChange(asOwner(), change));
    if (effectiveDate === null) return;
    await expectRefused(() => pauseService(asOwner(), any({ serviceId, until: effectiveDate })));
  });
});

describe('an unknown word', () => {
  test.each(['deleted', '', 'ACTIVE', '__proto__', 'constructor', 'toString', 1, null])(
    '%j becomes no status, direction or kind',
    async (word) => {
      const { customerId, serviceId } = world.rows;
      const adjustment = { adjustmentId: newId(), customerId, amountMinor: 1n, reason: REASON };
      const calls = [
        () => changeCustomerStatus(asOwner(), any({ customerId, status: word, reason: REASON })),
        () => adjustWallet(asOwner(), any({ ...adjustment, direction: word })),
        () => changeService(asOwner(), any({ serviceId, network: { accessMethod: word || 'x' } })),
        () => placeOrder(asA(), any({ orderId: newId(), customerId, request: { kind: word } })),
      ];
      for (const call of calls) await expectRefused(call);
    },
  );
});

describe('overlong text', () => {
  test('is refused at its field, and never truncated', async () => {
    const { customerId } = world.rows;
    const name = 'n'.repeat(100_000);
    await expectRefused(() => changeCustomer(asOwner(), { customerId, name }));
    await expectRefused(() => addNote(asOwner(), { customerId, text: name }));
  });
});

describe('a list that is exported', () => {
  test('is always written so that no cell is a formula', () => {
    const writers = ['app', 'lib']
      .flatMap((folder) =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.join(folder, file),
        ),
      )
      // A test writes what the product reads, not what people download.
      .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
      .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
      .filter(({ text }) => /import \{.*from 'csv-stringify/.test(text));
    expect(writers.length).toBeGreaterThan(0);
    const unsafe = writers.filter(({ text }) => !/escape_formulas: true/.test(text));
    expect(unsafe.map(({ file }) => file)).toEqual([]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])('defuses %j', (cell) => {
    expect(stringify([[cell]], { escape_formulas: true })).toContain(`'${cell}`);
  });
});
