import type { Right } from '@/lib/authorise/rights';
import type { Rows } from '../world';

/** Who may call a function of `lib`, and an example call about customer A's rows. */
export type Entry =
  /** Staff whose role has the right; `jobs` says whether webhooks and jobs may too. */
  | { for: 'staff'; right: Right; and: Right; jobs: boolean; args: Args }
  /** The same, and the subscriber of exactly this customer when subscribers have the right at all. */
  | { for: 'customer'; right: Right; and: Right; jobs: boolean; args: Args }
  /** Everyone who is signed in, or every subscriber alone, about themselves. */
  | { for: 'person'; staff: boolean; args: Args }
  /** Only our own jobs and scripts. */
  | { for: 'job'; args: Args }
  /** Authorised by its caller. */
  | { for: 'inner'; why: string };

type Args = (rows: Rows) => unknown[];

/** By `<noun>/<function>`, so that a function may move between the files of its noun. */
export type Registry = Record<string, Entry | readonly Entry[]>;

/** `and` is a second right that staff need, where one answer shows two kinds of things. */
export function staff(right: Right, args: Args = () => [], and: Right = right): Entry {
  return { for: 'staff', right, and, jobs: false, args };
}

export function staffOrJob(right: Right, args: Args = () => []): Entry {
  return { for: 'staff', right, and: right, jobs: true, args };
}

export function customer(right: Right, args: Args, and: Right = right): Entry {
  return { for: 'customer', right, and, jobs: true, args };
}

/** For people only: no job has a reason to ask. */
export function personal(right: Right, args: Args): Entry {
  return { for: 'customer', right, and: right, jobs: false, args };
}

export function person(args: Args = () => []): Entry {
  return { for: 'person', staff: true, args };
}

/** Subscribers only, about their own customer: staff have commands of their own for it. */
export function subscriberAlone(args: Args = () => []): Entry {
  return { for: 'person', staff: false, args };
}

/** For the machine itself: nobody who signs in may. */
export function jobOnly(args: Args): Entry {
  return { for: 'job', args };
}

/** Authorised by its caller: no page, action or route may import it. */
export function inner(why: string): Entry {
  return { for: 'inner', why };
}
