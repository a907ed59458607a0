import type { Right } from '@/lib/authorise/rights';
import type { Rows } from '../world';

/** Who may call a function of `lib`, and an example call with customer A's rows. */
export type Entry =
  /** Staff whose role has the right; `jobs` says whether webhooks and jobs may call it too. */
  | { for: 'staff'; right: Right; and: Right; jobs: boolean; args: Args }
  /** The same, and the subscriber of exactly this customer when subscribers have the right at all. */
  | { for: 'customer'; right: Right; and: Right; jobs: boolean; args: Args }
  /** Everyone who is signed in, or only subscribers, about themselves. */
  | { for: 'person'; staff: boolean; args: Args }
  /** Only our own jobs and scripts. */
  | { for: 'job'; args: Args }
  /** Authorised by its caller. */
  | { for: 'inner'; why: string };

type Args = (rows: Rows) => unknown[];

/** By `<noun>/<function>`, so that a function may move between the files of its noun. */
export type Registry = Record<string, Entry | readonly Entry[]>;

/** `and` is a second right that staff need when the result combines two kinds of data. */
export function staff(right: Right, args: Args = () => [], and: Right = right): Entry {
  return { for: 'staff', right, and, jobs: false, args };
}

export function staffOrJob(right: Right, args: Args = () => []): Entry {
  return { for: 'staff', right, and: right, jobs: true, args };
}

export function customer(right: Right, args: Args, and: Right = right): Entry {
  return { for: 'customer', right, and, jobs: true, args };
}

/** For people only: no job needs it. */
export function personal(right: Right, args: Args): Entry {
  return { for: 'customer', right, and: right, jobs: false, args };
}

export function person(args: Args = () => []): Entry {
  return { for: 'person', staff: true, args };
}

/** Subscribers only, about their own customer; staff have separate commands. */
export function subscriberAlone(args: Args = () => []): Entry {
  return { for: 'person', staff: false, args };
}

/** For jobs and scripts only, never for a signed-in person. */
export function jobOnly(args: Args): Entry {
  return { for: 'job', args };
}

/** Authorised by its caller: no page, action or route may import it. */
export function inner(why: string): Entry {
  return { for: 'inner', why };
}
