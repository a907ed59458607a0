import { bytesOf, type Field, type Parser, packetsOf, type Router, type Row } from './model';
import { invalidValue, noMatch, outOfRange } from './trap';
import {
  formatDuration,
  isRateLimit,
  normaliseBoolean,
  normaliseListAddress,
  normaliseMac,
  normalisePrefix,
  normaliseRatePair,
  parseDuration,
  parseIp,
} from './values';

type Options = Omit<Field, 'name' | 'parse'>;

export const field = (name: string, parse: Parser, options: Options = {}): Field => ({
  name,
  parse,
  ...options,
});

/** Makes a parser from a normaliser that returns undefined for a value RouterOS refuses. */
const normalised =
  (normalise: (text: string) => string | undefined): Parser =>
  (text, name) => {
    const value = normalise(text);
    if (value === undefined) throw invalidValue(name);
    return value;
  };

export const text: Parser = (value) => value;
export const macAddress = normalised(normaliseMac);
export const ipAddress = normalised((value) => (parseIp(value) === undefined ? undefined : value));
export const prefix = normalised(normalisePrefix);
export const listAddress = normalised(normaliseListAddress);
export const ratePair = normalised(normaliseRatePair);
export const rateLimit = normalised((value) => (isRateLimit(value) ? value : undefined));

export const duration = normalised((value) => {
  const seconds = parseDuration(value);
  return seconds === undefined ? undefined : formatDuration(seconds);
});

/** Accepts `none` or an empty value as "no limit", where RouterOS then omits the property. */
export const optional =
  (parser: Parser): Parser =>
  (value, name, router) =>
    value === '' ? '' : parser(value, name, router);

export const flag: Parser = (value, name) => {
  const parsed = normaliseBoolean(value);
  if (parsed === undefined) throw noMatch(name);
  return parsed;
};

export const oneOf =
  (...allowed: string[]): Parser =>
  (value, name) => {
    if (!allowed.includes(value)) throw noMatch(name);
    return value;
  };

export const listOf =
  (parser: Parser): Parser =>
  (value, name, router) =>
    value
      .split(',')
      .map((part) => parser(part.trim(), name, router))
      .join(',');

export const integer =
  (min: number, max: number): Parser =>
  (value, name) => {
    if (!/^\d+$/.test(value)) throw invalidValue(name);
    if (Number(value) < min || Number(value) > max) throw outOfRange(name, min, max);
    return String(BigInt(value));
  };

/** Byte limits exceed 2^53, and accept the k, M and G suffixes of the console. */
export const byteCount = normalised((value) => {
  const match = /^(\d+)([kMG]?)$/.exec(value);
  const shift = { '': 0n, k: 10n, M: 20n, G: 30n }[match?.[2] ?? ''] ?? 0n;
  return match ? String(BigInt(match[1] ?? '0') << shift) : undefined;
});

/** Tries parsers in order; when none accepts the value, the last one's trap is thrown. */
export const either =
  (...parsers: [Parser, ...Parser[]]): Parser =>
  (value, name, router) => {
    for (const parser of parsers.slice(0, -1)) {
      try {
        return parser(value, name, router);
      } catch {
        // Not this form: the next parser decides, and the last one reports.
      }
    }
    return (parsers.at(-1) ?? parsers[0])(value, name, router);
  };

/** An item of another menu by name or id; stored as its id, so it survives a rename. */
export const reference =
  (path: string): Parser =>
  (value, name, router) => {
    const table = router.table(path);
    const row = table.rows.get(value) ?? table.find('name', value)[0];
    if (!row) throw noMatch(name);
    return row.id;
  };

/** Shows a stored reference by name; a dangling one shows its id, as in RouterOS. */
export const showName =
  (path: string, name: string) =>
  (row: Row, router: Router): string | undefined => {
    const stored = row.values.get(name);
    if (!stored?.startsWith('*')) return stored;
    return router.table(path).rows.get(stored)?.values.get('name') ?? stored;
  };

export function referenceField(
  name: string,
  path: string,
  options: Options & { literals?: readonly string[] } = {},
): Field {
  const { literals = [], ...rest } = options;
  const named = reference(path);
  const parse: Parser = (value, argument, router) =>
    literals.includes(value) ? value : named(value, argument, router);
  return field(name, parse, { read: showName(path, name), ...rest });
}

/** An address, or the name of a pool to take one from. */
export function addressOrPoolField(name: string): Field {
  return field(name, either(ipAddress, reference('ip/pool')), { read: showName('ip/pool', name) });
}

/** A read-only property. */
export function reported(name: string, initial?: string, options: Options = {}): Field {
  return field(name, text, {
    isReadOnly: true,
    ...(initial === undefined ? {} : { initial }),
    ...options,
  });
}

export const computed = (
  name: string,
  read: (row: Row, router: Router) => string | undefined,
): Field => reported(name, undefined, { read });

export const commentField = field('comment', text, { isAbsentWhenEmpty: true });
export const disabledField = field('disabled', flag, { initial: 'false' });
export const dynamicField = computed('dynamic', (row) => String(row.isDynamic));
export const nameField = field('name', text, { isRequired: true });

export const uptimeField = computed('uptime', (row, router) =>
  row.session ? router.age(row.session.startedAt) : undefined,
);

/** Bytes of the row's session in one direction; `up` is what the subscriber sent. */
export const sessionBytes = (name: string, direction: 'up' | 'down'): Field =>
  computed(name, (row) => (row.session ? bytesOf(row.session.meter.volume[direction]) : '0'));

export const sessionPackets = (name: string, direction: 'up' | 'down'): Field =>
  computed(name, (row) => (row.session ? packetsOf(row.session.meter.volume[direction]) : '0'));
