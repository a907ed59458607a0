import { submitSession } from './checkout';
import type { FormObject } from './form';
import { check, integer, required } from './params';
import { resolveMethod } from './payment-methods';
import type { World } from './world';

/** The private endpoint behind the hosted page, which the vendor's command line uses to pay sessions. */
export function showPage(world: World, sessionId: string): object {
  const session = world.get('sessions', sessionId);
  return {
    id: `ppage_${session.id.slice(-24)}`,
    object: 'checkout.session',
    session_id: session.id,
    livemode: false,
    mode: session.mode,
    currency: session.currency,
    total_summary: { due: session.amount_total, total: session.amount_total },
    status: session.status,
    success_url: session.success_url,
    cancel_url: session.cancel_url,
  };
}

export function confirmPage(world: World, sessionId: string, input: FormObject): object {
  const session = world.get('sessions', sessionId);
  check(input, {
    payment_method: 'text',
    expected_amount: 'integer',
    mandate_data: 'any',
    return_url: 'text',
  });
  const expectedAmount = integer(input, 'expected_amount');
  submitSession(world, session, {
    method: resolveMethod(world, required(input, 'payment_method'), 'payment_method'),
    ...(expectedAmount === undefined ? {} : { expectedAmount }),
  });
  return showPage(world, sessionId);
}
