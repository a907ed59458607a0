import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StripeStandIn } from './stand-in';
import { startForTest } from './test-support';

const run = promisify(execFile);
// The vendor's tool keeps its settings in the home directory, so it gets an empty one.
const home = mkdtempSync(join(tmpdir(), 'stripe-cli-'));
let standIn: StripeStandIn;

beforeAll(async () => {
  standIn = await startForTest();
});
afterAll(() => standIn.close());

test.each([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'charge.refunded',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.closed',
  'setup_intent.succeeded',
])(
  "the vendor's own command line triggers %s",
  async (event) => {
    const { stdout } = await run(
      'node_modules/.bin/stripe',
      ['trigger', event, '--api-key', 'sk_test_1234567890abcdef', '--api-base', standIn.apiBase],
      { env: { ...process.env, HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' }, timeout: 150_000 },
    );
    expect(stdout).toContain('Trigger succeeded');
    standIn.advance(1_000);
    expect(standIn.objects.all('events').map(({ type }) => type)).toContain(event);
  },
  180_000,
);
