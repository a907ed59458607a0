import { currencyExponent, type Money, toDecimalString } from './money';

/** How this operator writes numbers, money and time. Plain data, so it can be serialised to the browser. */
export type FormatSettings = {
  /** ISO 4217 code of the deployment. */
  currency: string;
  /** IANA zone of the operator, e.g. `Africa/Johannesburg`. */
  timeZone: string;
  /** BCP 47 tag, e.g. `en-GB`. */
  locale: string;
};

type Quantity = bigint | number;

/** Every formatter of the interface. Instants are `Date` (UTC inside), local dates are `YYYY-MM-DD`. */
export type Formats = {
  settings: FormatSettings;
  /** 1205n at EUR -> `€12.05`. Takes minor units of the operator's currency, or a Money. */
  money(amount: bigint | Money): string;
  /** Like `money`, always with a sign: `+€12.05`, `-€3.00`. Zero has none. */
  moneySigned(amount: bigint | Money): string;
  /** Minor units as the plain decimal text a form field holds: `12.05`. */
  moneyInput(amountMinor: bigint): string;
  /** `21 Nov 2026`. */
  date(value: Date | string): string;
  /** `Sat, 21 Nov`: without the year, for lists where the year is obvious. */
  dateShort(value: Date | string): string;
  /** `21 Nov`, for axes. */
  dayMonth(value: Date): string;
  /** `November 2026`. */
  month(value: Date): string;
  /** `21 Nov 2026, 10:02`. */
  dateTime(value: Date): string;
  /** `10:02`. */
  time(value: Date): string;
  /** `10:02:11`, for timelines. */
  timeExact(value: Date): string;
  /** `in 3 days`, `2 minutes ago`. */
  relative(value: Date, now: Date): string;
  /** Bytes in decimal units, 1 GB = 10^9 bytes: `36.4 GB`. */
  bytes(value: Quantity): string;
  /** `36.4 of 50 GB`-style pair, both in the unit of the total. */
  bytesOf(used: Quantity, total: Quantity): { used: string; total: string };
  /** Bits per second: `20 Mbit/s`. */
  rate(bitsPerSecond: Quantity): string;
  /** Seconds: `2 days 4 hrs`, `35 mins`. At most two units, rounded down. */
  duration(seconds: number): string;
  /** `1,204`. */
  count(value: Quantity): string;
  /** 0.364 -> `36%`. */
  percent(ratio: number): string;
  /** 0.08875 -> `8.875%`, every digit of a rate. */
  percentExact(ratio: number): string;
};

/** Within one language, dates and numbers follow the operator's region, in the interface, mails and papers alike. */
export function formatLocale(operatorLocale: string, language: string): string {
  const isSame = new Intl.Locale(operatorLocale).language === new Intl.Locale(language).language;
  return isSame ? operatorLocale : language;
}

const formatsByKey = new Map<string, Formats>();

/** The only place where values become text. The same settings return the same object. */
export function getFormats(settings: FormatSettings): Formats {
  const key = `${settings.locale}|${settings.timeZone}|${settings.currency}`;
  const known = formatsByKey.get(key);
  if (known) return known;
  const formats = {
    settings,
    ...moneyFormats(settings),
    ...timeFormats(settings),
    ...amounts(settings),
  };
  formatsByKey.set(key, formats);
  return formats;
}

function moneyFormats({ currency, locale }: FormatSettings) {
  const byCurrency = new Map<string, Intl.NumberFormat>();
  const formatter = (code: string, signDisplay: 'auto' | 'exceptZero') => {
    const key = code + signDisplay;
    const format =
      byCurrency.get(key) ??
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: code,
        currencyDisplay: 'narrowSymbol',
        signDisplay,
        // ISO's digits, not CLDR's, so that what is stored is what is shown.
        minimumFractionDigits: currencyExponent(code),
        maximumFractionDigits: currencyExponent(code),
      });
    byCurrency.set(key, format);
    return format;
  };
  const write = (amount: bigint | Money, signDisplay: 'auto' | 'exceptZero') => {
    const { minor, currency: code } =
      typeof amount === 'bigint' ? { minor: amount, currency } : amount;
    const decimal = toDecimalString(minor, currencyExponent(code));
    // Intl formats a decimal string exactly; a number would lose cents above 2^53.
    return formatter(code, signDisplay).format(decimal as `${number}`);
  };
  return {
    money: (amount: bigint | Money) => write(amount, 'auto'),
    moneySigned: (amount: bigint | Money) => write(amount, 'exceptZero'),
    moneyInput: (minor: bigint) => toDecimalString(minor, currencyExponent(currency)),
  };
}

function timeFormats({ locale, timeZone }: FormatSettings) {
  const make = (options: Intl.DateTimeFormatOptions, zone = timeZone) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  const short: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  const instants = {
    day: make(day),
    short: make(short),
    dayMonth: make({ day: 'numeric', month: 'short' }),
    month: make({ month: 'long', year: 'numeric' }),
    dayTime: make({ ...day, ...clock }),
    time: make(clock),
    exact: make({ ...clock, second: '2-digit' }),
  };
  // A local date has no zone: it is parsed and formatted in UTC so that no offset can move it.
  const localDates = { day: make(day, 'UTC'), short: make(short, 'UTC') };
  const onDay = (value: Date | string, kind: 'day' | 'short') =>
    typeof value === 'string'
      ? localDates[kind].format(new Date(`${value}T00:00:00Z`))
      : instants[kind].format(value);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    date: (value: Date | string) => onDay(value, 'day'),
    dateShort: (value: Date | string) => onDay(value, 'short'),
    dayMonth: (value: Date) => instants.dayMonth.format(value),
    month: (value: Date) => instants.month.format(value),
    dateTime: (value: Date) => instants.dayTime.format(value),
    time: (value: Date) => instants.time.format(value),
    timeExact: (value: Date) => instants.exact.format(value),
    relative: (value: Date, now: Date) => {
      const { amount, unit } = relativeStep((value.getTime() - now.getTime()) / 1000);
      return relative.format(amount, unit);
    },
  };
}

const relativeUnits = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function relativeStep(seconds: number): { amount: number; unit: Intl.RelativeTimeFormatUnit } {
  for (const [unit, size] of relativeUnits) {
    if (Math.abs(seconds) >= size) return { amount: Math.trunc(seconds / size), unit };
  }
  return { amount: Math.trunc(seconds), unit: 'second' };
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const rateUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

function amounts({ locale }: FormatSettings) {
  const plain = (digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  const byDigits = [plain(0), plain(1), plain(2)] as const;
  const inUnits = byteUnits.map((unit) =>
    [0, 1, 2].map(
      (digits) =>
        new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: digits }),
    ),
  );
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const exact = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });
  const bytesIn = (value: number, power: number) => {
    const scaled = value / 1000 ** power;
    // Intl spells "byte" out; the symbol is the same in all languages.
    if (power === 0) return `${byDigits[0].format(scaled)} B`;
    return inUnits[power]?.[digitsFor(scaled, power)]?.format(scaled) ?? '';
  };
  return {
    bytes: (value: Quantity) => bytesIn(Number(value), powerOf(Number(value), byteUnits.length)),
    bytesOf: (used: Quantity, total: Quantity) => {
      const power = powerOf(Number(total), byteUnits.length);
      const scaled = Number(used) / 1000 ** power;
      return {
        used: byDigits[digitsFor(scaled, power)]?.format(scaled) ?? '',
        total: bytesIn(Number(total), power),
      };
    },
    rate: (bitsPerSecond: Quantity) => {
      const power = powerOf(Number(bitsPerSecond), rateUnits.length);
      const scaled = Number(bitsPerSecond) / 1000 ** power;
      return `${byDigits[digitsFor(scaled, power)]?.format(scaled)} ${rateUnits[power]}`;
    },
    duration: (seconds: number) => durationText(seconds, locale),
    count: (value: Quantity) => byDigits[0].format(value),
    percent: (ratio: number) => percent.format(ratio),
    percentExact: (ratio: number) => exact.format(ratio),
  };
}

/** The power of 1000 to write a value in, after rounding: 999.96 kB is 1 MB. */
function powerOf(value: number, units: number): number {
  let scaled = Math.abs(value);
  let power = 0;
  while (scaled >= 999.5 && power < units - 1) {
    scaled /= 1000;
    power += 1;
  }
  return power;
}

/** At most three significant digits, and none below the smallest unit. */
function digitsFor(scaled: number, power: number): 0 | 1 | 2 {
  if (power === 0 || Math.abs(scaled) >= 99.95) return 0;
  return Math.abs(scaled) >= 9.995 ? 1 : 2;
}

const durationUnits = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function durationText(seconds: number, locale: string): string {
  let rest = Math.max(0, Math.floor(seconds));
  const first = durationUnits.findIndex(([, size]) => rest >= size);
  const start = first === -1 ? durationUnits.length - 1 : first;
  const parts: string[] = [];
  for (const [unit, size] of durationUnits.slice(start, start + 2)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount === 0 && parts.length > 0) continue;
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
    parts.push(format.format(amount));
  }
  return parts.join(' ');
}
