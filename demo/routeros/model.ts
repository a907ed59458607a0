import type { Device } from './device';

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

export const bytesOf = (bitMs: bigint): string => String(bitMs / BIT_MS_PER_BYTE);

/** One subscriber device being carried by the router. */
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
export type Parser = (text: string, name: string, device: Device) => string;

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
  /** Computed or translated on read; undefined leaves the property out. */
  readonly read?: (row: Row, device: Device) => string | undefined;
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
  /** Items may be addressed by name in `.id`. */
  readonly isNamed?: boolean;
  readonly firstDynamicId?: number;
  readonly initialRows?: readonly Record<string, string>[];
  /** Uniqueness and cross-field rules; throws the trap. `self` is undefined on add. */
  readonly check?: (values: Values, self: Row | undefined, device: Device) => void;
  /** Throws when this row must not be removed. */
  readonly guardRemove?: (row: Row) => void;
  /** Replaces plain removal, e.g. removing an active session tears it down. */
  readonly remove?: (row: Row, device: Device) => void;
  /** Runs after an add, set, enable or disable took effect. */
  readonly changed?: (row: Row, device: Device) => void;
  readonly resetCounters?: (row: Row, device: Device) => void;
  readonly makeStatic?: (row: Row, device: Device) => void;
}

export const isEnabled = (row: Row): boolean => row.values.get('disabled') !== 'true';
