/**
 * Why a router call failed.
 * - `trap`: the router understood the command and rejected it; the connection stays usable.
 * - `auth`: it rejected the login. `tls`: its certificate is not the pinned one, or no TLS is possible.
 * - `closed`, `socket`, `fatal`, `timeout`, `protocol`: the connection is lost.
 * - `usage`: a programming error; nothing was sent.
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

/** One `!trap` sentence. Its text decides the meaning, because categories are often missing. */
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

/** Every failure of a driver call. Messages never contain argument values, and so never a password. */
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

  /** True when a command may have taken effect although no reply arrived: read again, never resend. */
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

/** Classifies a trap by its text, because RouterOS omits the category of most failures. */
export function trapReasonOf(error: RouterError): TrapReason {
  const text = error.traps.map((trap) => trap.message).join('\n');
  return trapReasons.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}

/** Whether the router lacks the menu that was asked, because of its release or a package that is not installed. */
export function isMenuAbsent(error: unknown): boolean {
  return error instanceof RouterError && /no such command/.test(error.message);
}

/**
 * One item as the router sent it; every value is a string, and absent properties stay absent. `exactOf` returns a value
 * with its bytes.
 */
export type RouterRow = Record<string, string>;

/**
 * Values to write, as UTF-8 or, for a value from `exactOf`, with the bytes that were read. `null` unsets the property,
 * which differs from an empty string.
 */
export type RouterAttributes = Record<string, string | null>;

/** A property and the exact text it must have. */
export type RouterMatch = readonly [property: string, value: string];

export type PrintOptions = {
  /** Properties to read; if omitted, the router computes every column, including slow counters. */
  fields?: readonly string[];
  /** Exact matches, all of which must hold. */
  where?: RouterAttributes;
  /** Further matches, of which at least one must hold; an empty list matches nothing. */
  anyOf?: readonly RouterMatch[];
  timeoutMs?: number;
};

export type RouterTlsPin = {
  /** SHA-256 of the certificate as colon-separated upper-case hex. */
  fingerprint256: string;
  certificatePem: string;
};

export type RouterTarget = {
  /** The resolved IP address; names are resolved once, by the guard that also checks the range. */
  address: string;
  port: number;
  username: string;
  password: string;
  /** `null` uses plain text; the caller decides where that is acceptable. */
  tls: RouterTlsPin | null;
  /** Covers TCP, TLS and login. */
  connectTimeoutMs?: number;
  commandTimeoutMs?: number;
};

/**
 * Called right before a write is sent, when it has its slot on the wire, because the state may have changed since it
 * was queued. If it throws, the error is rethrown and nothing is sent. It must not use the connection, which may have
 * no second slot.
 */
export type BeforeSend = () => Promise<void>;

/**
 * One logged-in connection. Calls may overlap; at most 16 are on the wire and the rest wait. Every call settles, and
 * rejects only with a {@link RouterError} or with the error its {@link BeforeSend} threw.
 */
export type RouterConnection = {
  print(path: string, options?: PrintOptions): Promise<RouterRow[]>;
  /** Adds an item and returns its `.id`, which is valid on this connection only. */
  add(path: string, attributes: RouterAttributes, before?: BeforeSend): Promise<string>;
  /** Sends one sentence for the values and one for each property to unset; `before` is called for each. */
  set(path: string, id: string, attributes: RouterAttributes, before?: BeforeSend): Promise<void>;
  remove(path: string, ids: readonly string[], before?: BeforeSend): Promise<void>;
  /** Checks that the router still responds. */
  ping(): Promise<void>;
  /** Closes the connection; pending calls reject with `closed`. Idempotent. */
  close(): Promise<void>;
};

export type RouterCertificate = {
  fingerprint256: string;
  certificatePem: string;
  subject: string;
  validTo: string;
};

/** The only interface to router software. */
export type RouterDriver = {
  /** @throws RouterError when TCP, TLS or login fails, or the deadline passes. */
  connect(target: RouterTarget): Promise<RouterConnection>;
  /** Reads the certificate without sending credentials, for the operator to compare and pin. */
  inspectCertificate(
    endpoint: Pick<RouterTarget, 'address' | 'port' | 'connectTimeoutMs'>,
  ): Promise<RouterCertificate>;
};
