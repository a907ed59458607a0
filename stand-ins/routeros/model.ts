import type { Traits } from './personality';
import type { Quirks } from './quirks';

/** Stored property values, in the order they were set. */
export type Values = Map<string, string>;

/** Traffic carried so far, in bit-milliseconds so that no division loses a fraction. */
export interface Volume {
  up: bigint;
  down: bigint;
}

/** What a session or a queue has carried, and its rates in bits/s at the last traffic step. */
export interface Meter {
  readonly volume: Volume;
  readonly rate: Volume;
}

export const newMeter = (): Meter => ({
  volume: { up: 0n, down: 0n },
  rate: { up: 0n, down: 0n },
});

const BIT_MS_PER_BYTE = 8000n;

/** Typical mix of full and small frames; packets are derived, not simulated. */
const BYTES_PER_PACKET = 900n;

export const bytesOf = (bitMs: bigint): string => String(bitMs / BIT_MS_PER_BYTE);
export const bitMsOf = (bytes: bigint): bigint => bytes * BIT_MS_PER_BYTE;
export const packetsOf = (bitMs: bigint): string =>
  String(bitMs / (BIT_MS_PER_BYTE * BYTES_PER_PACKET));

/** One subscriber router being carried by the router. */
export interface Session {
  readonly kind: 'ppp' | 'hotspot' | 'dhcp' | 'static';
  /** Secret or hotspot user name; the MAC address for DHCP, the address for a static host. */
  readonly login: string;
  readonly mac: string;
  readonly address: string;
  /** Router-clock-independent virtual time, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly sessionId: string;
  /** Profile in force since the login; editing the account does not change it. */
  readonly profile: string;
  /** Dynamic rows that live and die with the session. */
  readonly rows: Array<{ path: string; row: Row }>;
  /** Virtual time at which the router ends it by itself. */
  endsAt?: number;
  readonly meter: Meter;
}

/** One line of a menu. `session` is set on the dynamic rows a session owns. */
export interface Row {
  readonly id: string;
  readonly values: Values;
  isDynamic: boolean;
  session?: Session;
  /** Own counters of a queue or a hotspot user, which outlive or reset apart from a session. */
  meter?: Meter;
}

/** Turns an argument into its stored form, or throws the trap RouterOS would answer. */
export type Parser = (text: string, name: string, router: Router) => string;

export interface Field {
  readonly name: string;
  readonly parse: Parser;
  /** Stored when an add does not name the field; absent fields are not printed. */
  readonly initial?: string;
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  /** Hidden from a user without the `sensitive` policy. */
  readonly isSecret?: boolean;
  /** An empty value removes the property, as for comments. */
  readonly isAbsentWhenEmpty?: boolean;
  readonly release?: 'v6' | 'v7';
  /** Printed only when asked for by name or with `=stats=`. */
  readonly isStats?: boolean;
  /** Computed or translated on read; undefined leaves the property out. */
  readonly read?: (row: Row, router: Router) => string | undefined;
}

export const WRITE_VERBS = [
  'add',
  'set',
  'unset',
  'remove',
  'enable',
  'disable',
  'reset-counters',
  'make-static',
] as const;
export type WriteVerb = (typeof WRITE_VERBS)[number];

export interface MenuSpec {
  /** Without slashes at the ends: `ppp/secret`. */
  readonly path: string;
  readonly fields: readonly Field[];
  readonly isSingle?: boolean;
  readonly verbs?: readonly WriteVerb[];
  /** Properties looked up by exact stored value. */
  readonly indexed?: readonly string[];
  /** What may be unset; in other menus, anything. The rest is cleared by a value that stands for none. */
  readonly unsettable?: readonly string[];
  /** Items may be addressed by name in `.id`. */
  readonly isNamed?: boolean;
  readonly firstDynamicId?: number;
  readonly initialRows?: readonly Record<string, string>[];
  /** Uniqueness and cross-field rules; throws the trap. `self` is undefined on add. */
  readonly check?: (values: Values, self: Row | undefined, router: Router) => void;
  /** Throws when this row must not be removed. */
  readonly guardRemove?: (row: Row) => void;
  /** Replaces plain removal, e.g. removing an active session tears it down. */
  readonly remove?: (row: Row, router: Router) => void;
  /** Runs after an add, set, enable or disable took effect. */
  readonly changed?: (row: Row, router: Router) => void;
  readonly resetCounters?: (row: Row, router: Router) => void;
  readonly makeStatic?: (row: Row, router: Router) => void;
}

export const isEnabled = (row: Row): boolean => row.values.get('disabled') !== 'true';

export type TableListener = (row: Row, isDead: boolean) => void;

export interface InsertOptions {
  session?: Session;
  isDynamic?: boolean;
  /** Only for menus whose ids mean something, such as hotspot sessions. */
  id?: string;
}

/** The rows of one menu, as everything but their own keeper sees them. */
export interface RowTable {
  readonly spec: MenuSpec;
  readonly fields: ReadonlyMap<string, Field>;
  readonly rows: ReadonlyMap<string, Row>;
  readonly listeners: Set<TableListener>;
  find(name: string, value: string): readonly Row[];
  insert(values: Values, options?: InsertOptions): Row;
  change(row: Row, changes: ReadonlyMap<string, string | undefined>): void;
  delete(row: Row): void;
  read(row: Row, name: string, router: Router): string | undefined;
  readAll(row: Row, router: Router, isStats?: boolean): Array<[string, string]>;
}

export type EndReason =
  | 'nas-request'
  | 'peer-request'
  | 'admin-reset'
  | 'session-timeout'
  | 'traffic-limit'
  | 'reboot';

/** The subscribers being carried, as menus and traffic see them. */
interface Sessions {
  readonly count: number;
  readonly all: Iterable<Session>;
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
}

/** Where the packets of a session go. */
export type Fate = 'open' | 'garden' | 'blocked';

/** The router its menus, sessions and traffic work in. */
export interface Router {
  readonly traits: Traits;
  readonly quirks: Readonly<Quirks>;
  readonly clock: { readonly now: number; after(delayMs: number, run: () => void): () => void };
  readonly sessions: Sessions;
  readonly traffic: { fateOf(session: Session): Fate };
  readonly gardenLists: readonly string[];
  readonly secretPolicy: 'shown' | 'masked' | 'absent';
  readonly isReadOnly: boolean;
  readonly bootedAt: number;
  readonly bootCount: number;
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
}
