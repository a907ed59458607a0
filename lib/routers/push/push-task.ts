import type { RouterFailure } from '@/lib/kit/words';
import type { RouterCounters } from '../read-counters';
import type { ServicePlanInput } from '../rules/plan-changes';
import type { AppliedRow } from '../rules/undo';
import type { EndedSessions } from './cut-session';

export type PushInput = ServicePlanInput & {
  /** The desired version the rows belong to. */
  version: bigint;
  /** Where the service's rows may be from earlier pushes. */
  appliedRows: readonly { menu: string; key: string }[];
  /** Session fingerprint last confirmed; null when the router never confirmed the service. */
  appliedSession: string | null;
};

export type PushResult = {
  serviceId: number;
  failure: RouterFailure | null;
  detail: string | null;
  changes: readonly string[];
  sessionsCut: number;
  /** The service changed while it was pushed: it was left half-way and is due anew. */
  isSuperseded?: boolean;
  /** What it takes to undo the changes. */
  applied?: readonly AppliedRow[];
  /** Logins whose sessions were ended, to be looked at again a little later. */
  ended?: readonly EndedSessions[];
};

/** Gets the counters of sessions about to be cut, before they are lost. */
export type OnCounters = (counters: RouterCounters) => Promise<void>;

/** What a push asks of the database while it is at work. */
export type PushTask = {
  onCounters: OnCounters;
  /** Asked just before each write and each cut: is this still what the service should have? */
  isCurrent: (service: Pick<PushInput, 'serviceId' | 'version'>) => Promise<boolean>;
  /** Asked between groups of services: false leaves the rest for later. */
  mayGoOn: () => Promise<boolean>;
  /** Of services that hold a row another one needs, those that are to let go of something. */
  loadHolders: (serviceIds: readonly number[]) => Promise<readonly PushInput[]>;
};
