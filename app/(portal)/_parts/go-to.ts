import type { Route } from 'next';
import { redirect } from 'next/navigation';

/** Redirects the browser to one of our pages or to Stripe; addresses here are data, not known routes. */
export function goTo(address: string): never {
  redirect(address as Route);
}
