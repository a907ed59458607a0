import type { Traits } from './personality';
import type { Quirks } from './quirks';

/** Stored property values, in the order they were set. */
export type Values = Map<string, string>;

/** Traffic carried so far, in bit-milliseconds so that no division loses a fraction. */
export type Volume = {
  up: bigint;
  down: bigint;
};

/** Volume of a session or a queue, and its rates in bits/s at the last traffic step. */
export type Meter = {
  volume: Volume;
  rate: Volume;
};

export const newMeter = (): Meter => ({
  volume: { up: 0n, down: 0n },
  rate: { up: 0n, down: 0n },
});

const BIT_MS_PER_BYTE = 8000n;

/** Average of a typical mix of full and small frames; packets are derived, not simulated. */
const BYTES_PER_PACKET = 900n;

export const bytesOf = (bitMs: bigint): string => String(bitMs / BIT_MS_PER_BYTE);
export const bitMsOf = (bytes: bigint): bigint => bytes * BIT_MS_PER_BYTE;
export const packetsOf = (bitMs: bigint): string =>
  String(bitMs / (BIT_MS_PER_BYTE * BYTES_PER_PACKET));

/** A subscriber's router connected to this one. */
export type Session = {
  kind: 'ppp' | 'hotspot' | 'dhcp' | 'static';
  /** Secret or hotspot user name; the MAC address for DHCP, the address for a static host. */
  login: string;
  mac: string;
  address: string;
  /** Virtual time independent of the router's clock, in milliseconds since the epoch. */
  startedAt: number;
  sessionId: string;
  /** Profile in effect since the login; editing the account does not change it. */
  profile: string;
  /** The IPv6 prefix it was given, or the pool that gave one. */
  ipv6?: string;
  /** Dynamic rows that exist as long as the session. */
  rows: Array<{ path: string; row: Row }>;
  /** Virtual time at which the router ends it automatically. */
  endsAt?: number;
  meter: Meter;
};

/** One row of a menu. `session` is set on the dynamic rows a session owns. */
export type Row = {
  id: string;
  values: Values;
  isDynamic: boolean;
  session?: Session;
  /** Counters of a queue or a hotspot user, which may outlive a session or be reset separately. */
  meter?: Meter;
};

/** Converts an argument to its stored form, or throws the trap RouterOS would send. */
export type Parser = (text: string, name: string, router: Router) => string;

export type Field = {
  name: string;
  parse: Parser;
  /** Stored when an add omits the field; absent fields are not printed. */
  initial?: string;
  isRequired?: boolean;
  isReadOnly?: boolean;
  /** Hidden from a user without the `sensitive` policy. */
  isSecret?: boolean;
  /** An empty value removes the property, as for comments. */
  isAbsentWhenEmpty?: boolean;
  release?: 'v6' | 'v7';
  /** Unknown to a router without IPv6. */
  needsIpv6?: boolean;
  /** Printed only when asked for by name or with `=stats=`. */
  isStats?: boolean;
  /** Computed or translated on read; undefined omits the property. */
  read?: (row: Row, router: Router) => string | undefined;
};

export const writeVerbs = [
  'add',
  'set',
  'unset',
  'remove',
  'enable',
  'disable',
  'reset-counters',
  'make-static',
] as const;
export type WriteVerb = (typeof writeVerbs)[number];

export type MenuSpec = {
  /** Without leading or trailing slashes: `ppp/secret`. */
  path: string;
  fields: readonly Field[];
  isSingle?: boolean;
  verbs?: readonly WriteVerb[];
  /** Properties looked up by exact stored value. */
  indexed?: readonly string[];
  /** Properties that may be unset; in other menus, all of them. The others are cleared by a value that means none. */
  unsettable?: readonly string[];
  /** Items may be addressed by name in `.id`. */
  isNamed?: boolean;
  firstDynamicId?: number;
  initialRows?: readonly Record<string, string>[];
  /** Uniqueness and cross-field rules; throws the trap. `self` is undefined on add. */
  check?: (values: Values, self: Row | undefined, router: Router) => void;
  /** Throws when this row must not be removed. */
  guardRemove?: (row: Row) => void;
  /** Replaces plain removal, e.g. removing an active session tears it down. */
  remove?: (row: Row, router: Router) => void;
  /** Runs after an add, set, enable or disable took effect. */
  changed?: (row: Row, router: Router) => void;
  resetCounters?: (row: Row, router: Router) => void;
  makeStatic?: (row: Row, router: Router) => void;
};

export const isEnabled = (row: Row): boolean => row.values.get('disabled') !== 'true';

export type TableListener = (row: Row, isDead: boolean) => void;

export type InsertOptions = {
  session?: Session;
  isDynamic?: boolean;
  /** Only for menus whose ids have a meaning, such as hotspot sessions. */
  id?: string;
};

/** The rows of one menu, as seen by all code but the table itself. */
export type RowTable = {
  spec: MenuSpec;
  fields: ReadonlyMap<string, Field>;
  rows: ReadonlyMap<string, Row>;
  listeners: Set<TableListener>;
  find(name: string, value: string): readonly Row[];
  insert(values: Values, options?: InsertOptions): Row;
  change(row: Row, changes: ReadonlyMap<string, string | undefined>): void;
  delete(row: Row): void;
  read(row: Row, name: string, router: Router): string | undefined;
  readAll(row: Row, router: Router, isStats?: boolean): Array<[string, string]>;
};

export type EndReason =
  | 'nas-request'
  | 'peer-request'
  | 'admin-reset'
  | 'session-timeout'
  | 'traffic-limit'
  | 'reboot';

/** The connected subscribers, as seen by menus and traffic. */
type Sessions = {
  count: number;
  all: Iterable<Session>;
  of(login: string): readonly Session[];
  end(session: Session, reason: EndReason): void;
  own(session: Session, path: string, given: Record<string, string>, id?: string): Row;
  nextSessionId(): string;
  countedRows(session: Session): readonly Row[];
  isExhausted(session: Session): boolean;
  isBlocked(session: Session): boolean;
  hotspotSeconds(account: Row): number;
  leaseRemaining(row: Row): string | undefined;
  leaseLastSeen(row: Row): string;
  leaseChanged(row: Row): void;
  removeLease(row: Row): void;
  makeLeaseStatic(row: Row): void;
};

/** What happens to the packets of a session. */
export type Fate = 'open' | 'garden' | 'blocked';

/** The router, as seen by its menus, sessions and traffic. */
export type Router = {
  traits: Traits;
  quirks: Quirks;
  clock: { now: number; after(delayMs: number, run: () => void): () => void };
  sessions: Sessions;
  traffic: { fateOf(session: Session): Fate };
  gardenLists: readonly string[];
  secretPolicy: 'shown' | 'masked' | 'absent';
  isReadOnly: boolean;
  bootedAt: number;
  bootCount: number;
  table(path: string): RowTable;
  hasMenu(path: string): boolean;
  isMenuFolder(path: string): boolean;
  routerTime(): number;
  stamp(at?: number): string;
  age(since: number): string;
  cpuLoad(): number;
  expire(path: string, row: Row, timeout: string): void;
  remaining(row: Row): string | undefined;
  log(topics: string, message: string): void;
};
