/**
 * Why a router call failed.
 * - `trap`: the router understood the command and refused it; the connection stays usable.
 * - `auth`: it refused the login. `tls`: its certificate is not the pinned one, or no TLS is possible.
 * - `closed`, `socket`, `fatal`, `timeout`, `protocol`: the connection is gone.
 * - `usage`: our own mistake; nothing was sent.
 */
export type RouterErrorKind =
  | 'trap'
  | 'fatal'
  | 'closed'
  | 'socket'
  | 'timeout'
  | 'auth'
  | 'tls'
  | 'protocol'
  | 'usage';

/** One `!trap` sentence. The text decides what it means; categories are often missing. */
export type RouterTrap = {
  message: string;
  category?: string;
};

type RouterErrorDetails = {
  /** System or OpenSSL error name, such as ECONNREFUSED. */
  code?: string | undefined;
  traps?: readonly RouterTrap[];
  cause?: unknown;
};

const kindsBeforeAnyEffect: ReadonlySet<RouterErrorKind> = new Set([
  'trap',
  'auth',
  'tls',
  'usage',
]);

/** Every failure of a driver call. Messages never hold argument values, so never a password. */
export class RouterError extends Error {
  readonly kind: RouterErrorKind;
  readonly code: string | undefined;
  readonly traps: readonly RouterTrap[];

  constructor(kind: RouterErrorKind, message: string, details: RouterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RouterError';
    this.kind = kind;
    this.code = details.code;
    this.traps = details.traps ?? [];
  }

  /** True when a command may have taken effect although no answer came: re-read, never resend. */
  get isOutcomeUnknown(): boolean {
    return !kindsBeforeAnyEffect.has(this.kind);
  }
}

export type TrapReason =
  | 'missing'
  | 'duplicate'
  | 'reference'
  | 'permission'
  | 'argument'
  | 'busy'
  | 'other';

const trapReasons: readonly (readonly [RegExp, TrapReason])[] = [
  [/no such item/i, 'missing'],
  [/already (have|exists)|with such name exists|same name/i, 'duplicate'],
  [/input does not match any value/i, 'reference'],
  [/not enough permissions/i, 'permission'],
  [/unknown parameter|out of range|invalid value|no such command|missing =/i, 'argument'],
  [/busy|timeout|try again/i, 'busy'],
];

/** Classifies a trap by its text: RouterOS leaves the category out of most failures. */
export function trapReasonOf(error: RouterError): TrapReason {
  const text = error.traps.map((trap) => trap.message).join('\n');
  return trapReasons.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}

/**
 * One item as the router sent it: every value is a string, absent properties stay absent. `exactOf` returns a value
 * with its bytes.
 */
export type RouterRow = Record<string, string>;

/**
 * Values to write: as UTF-8, or with the bytes it had when it was read for one from `exactOf`. `null` unsets the
 * property, which is not the same as an empty text.
 */
export type RouterAttributes = Record<string, string | null>;

/** A property and the exact text it must show. */
export type RouterMatch = readonly [property: string, value: string];

export type PrintOptions = {
  /** Properties to read; without it the router computes every column, slow counters included. */
  fields?: readonly string[];
  /** Exact matches, all of which must hold. */
  where?: RouterAttributes;
  /** Further matches, one of which must hold; an empty list matches nothing. */
  anyOf?: readonly RouterMatch[];
  timeoutMs?: number;
};

export type RouterTlsPin = {
  /** SHA-256 of the certificate as colon-separated upper-case hex. */
  fingerprint256: string;
  certificatePem: string;
};

export type RouterTarget = {
  /** The resolved IP address: names are resolved once, by the guard that also checks the range. */
  address: string;
  port: number;
  username: string;
  password: string;
  /** `null` speaks plain text; the caller decides where that is tolerable. */
  tls: RouterTlsPin | null;
  /** Covers TCP, TLS and login together. */
  connectTimeoutMs?: number;
  commandTimeoutMs?: number;
};

/**
 * Asked when a write has its place on the wire, right before it is sent: what was true when it joined the queue
 * may be wrong by then. What it throws is passed on and nothing is sent. It must not use the connection, which
 * may have no second place.
 */
export type BeforeSend = () => Promise<void>;

/**
 * One logged-in connection. Calls may overlap; at most 16 are on the wire and the rest wait.
 * Every call settles, and rejects only with a {@link RouterError} or with what its {@link BeforeSend} threw.
 */
export type RouterConnection = {
  print(path: string, options?: PrintOptions): Promise<RouterRow[]>;
  /** Adds an item and returns its `.id`, which is valid for this connection only. */
  add(path: string, attributes: RouterAttributes, before?: BeforeSend): Promise<string>;
  /** Takes one sentence for the values and one for each property to unset; `before` is asked for each. */
  set(path: string, id: string, attributes: RouterAttributes, before?: BeforeSend): Promise<void>;
  remove(path: string, ids: readonly string[], before?: BeforeSend): Promise<void>;
  /** Proves that the router still answers. */
  ping(): Promise<void>;
  /** Ends the connection; pending calls reject with `closed`. Safe to call again. */
  close(): Promise<void>;
};

export type RouterCertificate = {
  fingerprint256: string;
  certificatePem: string;
  subject: string;
  validTo: string;
};

/** The one door to router software. */
export type RouterDriver = {
  /** @throws RouterError when TCP, TLS or login fails, or the deadline passes. */
  connect(target: RouterTarget): Promise<RouterConnection>;
  /** Reads the certificate without sending any credential, for the operator to compare and pin. */
  inspectCertificate(
    endpoint: Pick<RouterTarget, 'address' | 'port' | 'connectTimeoutMs'>,
  ): Promise<RouterCertificate>;
};
