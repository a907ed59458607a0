import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { resetEnv } from '@/lib/kit/env';
import { log } from '@/lib/kit/log';
import { sweepPendingTopUps } from '@/lib/payments/sweep-pending-top-ups';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { givenCustomer, givenOperator } from '@/tests/support/fixtures';
import { givenTopUp, jobCtx, startStripeWorld } from './stripe-world';

let errors: MockInstance;

/** An installation whose key was removed while a payment was open. */
beforeEach(async () => {
  await givenOperator();
  const world = await startStripeWorld();
  await givenTopUp(await givenCustomer());
  await world.close();
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  resetEnv();
  errors = vi.spyOn(log, 'error');
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

describe('an installation without a Stripe key', () => {
  test.each([
    ['events', sweepStripeEvents],
    ['open payments', sweepPendingTopUps],
    ['refunds', sweepRefunds],
  ])('has nothing to sweep: the sweep of %s succeeds and logs no defect', async (_of, sweep) => {
    const swept = await sweep(jobCtx(3_600_000));
    for (const count of Object.values(swept)) expect(count).toBe(0);
    expect(errors).not.toHaveBeenCalled();
  });
});
