import type { RouterFailure } from '@/lib/kit/words';
import type { RouterCounters } from '../read-counters';
import type { ServicePlanInput } from '../rules/plan-changes';
import type { AppliedRow } from '../rules/undo';
import type { EndedSessions } from './cut-session';

export type PushInput = ServicePlanInput & {
  /** The desired version the rows belong to. */
  version: bigint;
  /** False when the service must not be online. */
  isServed: boolean;
  /** Rows the service may have from earlier pushes. */
  appliedRows: readonly { menu: string; key: string }[];
  /** The fingerprint of the rows for which sessions last ended; null when none were ever written in full. */
  appliedSession: string | null;
  /** What did not read as written right after the last attempt at this version, as described by `describeChange`. */
  readsOtherwise: string | null;
};

export type PushResult = {
  serviceId: number;
  failure: RouterFailure | null;
  detail: string | null;
  changes: readonly string[];
  sessionsCut: number;
  /** The service changed during its push: the push stopped half-way and the service is due again. */
  isSuperseded?: boolean;
  /** Everything was written and the sessions have ended, although the service may not be confirmed. */
  isWritten?: boolean;
  /** The service has no login of its own, and without its password none could be added. */
  lacksLogin?: boolean;
  /** The data needed to undo the changes. */
  applied?: readonly AppliedRow[];
  /** Logins whose sessions were ended, to be rechecked a little later. */
  ended?: readonly EndedSessions[];
};

/** Receives the counters of sessions about to be cut, before they are lost. */
export type OnCounters = (counters: RouterCounters) => Promise<void>;

/** The questions a running push asks the database. */
export type PushTask = {
  onCounters: OnCounters;
  /** Called just before each write and each cut: whether this is still the desired version of the service. */
  isCurrent: (service: Pick<PushInput, 'serviceId' | 'version'>) => Promise<boolean>;
  /** Called between groups of services: false postpones the rest. */
  mayGoOn: () => Promise<boolean>;
  /** Loads the services that hold a row another one needs and should release something. */
  loadHolders: (serviceIds: readonly number[]) => Promise<readonly PushInput[]>;
};
