import type { RouterFailure } from '@/lib/kit/words';
import type { RouterCounters } from '../read-counters';
import type { ServicePlanInput } from '../rules/plan-changes';
import type { AppliedRow } from '../rules/undo';
import type { EndedSessions } from './cut-session';

export interface PushInput extends ServicePlanInput {
  /** The desired version the rows belong to. */
  readonly version: bigint;
  /** Where the service's rows may be from earlier pushes. */
  readonly appliedRows: readonly { readonly menu: string; readonly key: string }[];
  /** Session fingerprint last confirmed; null when the router never confirmed the service. */
  readonly appliedSession: string | null;
}

export interface PushResult {
  readonly serviceId: number;
  readonly failure: RouterFailure | null;
  readonly detail: string | null;
  readonly changes: readonly string[];
  readonly sessionsCut: number;
  /** The service changed while it was pushed: it was left half-way and is due anew. */
  readonly isSuperseded?: boolean;
  /** What it takes to undo the changes. */
  readonly applied?: readonly AppliedRow[];
  /** Logins whose sessions were ended, to be looked at again a little later. */
  readonly ended?: readonly EndedSessions[];
}

/** Gets the counters of sessions about to be cut, before they are lost. */
export type OnCounters = (counters: RouterCounters) => Promise<void>;

/** What a push asks of the database while it is at work. */
export interface PushTask {
  readonly onCounters: OnCounters;
  /** Asked just before each write and each cut: is this still what the service should have? */
  readonly isCurrent: (service: Pick<PushInput, 'serviceId' | 'version'>) => Promise<boolean>;
  /** Asked between groups of services: false leaves the rest for later. */
  readonly mayGoOn: () => Promise<boolean>;
  /** Of services that hold a row another one needs, those that are to let go of something. */
  readonly loadHolders: (serviceIds: readonly number[]) => Promise<readonly PushInput[]>;
}
