import type { Right } from '@/lib/identity/rules';
import type { Rows } from '../world';

/** Who may call a function of `lib`, and an example call about customer A's rows. */
export type Entry =
  /** Staff whose role has the right; `jobs` says whether webhooks and jobs may too. */
  | { for: 'staff'; right: Right; jobs: boolean; args: Args }
  /** The same, and the subscriber of exactly this customer when subscribers have the right at all. */
  | { for: 'customer'; right: Right; args: Args }
  /** Everyone who is signed in, about themselves. */
  | { for: 'person'; args: Args }
  /** Only our own jobs and verified webhooks. */
  | { for: 'inner'; why: string };

type Args = (rows: Rows) => unknown[];

/** By `<noun>/<function>`, so that a function may move between the files of its noun. */
export type Registry = Readonly<Record<string, Entry | readonly Entry[]>>;

export function staff(right: Right, args: Args = () => []): Entry {
  return { for: 'staff', right, jobs: false, args };
}

export function staffOrJob(right: Right, args: Args = () => []): Entry {
  return { for: 'staff', right, jobs: true, args };
}

export function customer(right: Right, args: Args): Entry {
  return { for: 'customer', right, args };
}

export function person(args: Args = () => []): Entry {
  return { for: 'person', args };
}

/** Authorised by its caller: no page, action or route may import it. */
export function inner(why: string): Entry {
  return { for: 'inner', why };
}
