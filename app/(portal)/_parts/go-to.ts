import type { Route } from 'next';
import { redirect } from 'next/navigation';

/** Sends the browser on, to a page of ours or to Stripe's; addresses here are data, not known routes. */
export function goTo(address: string): never {
  redirect(address as Route);
}
