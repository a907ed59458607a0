import { exactOf } from '../exact-text';

const yes = new Set(['yes', 'true']);
const no = new Set(['no', 'false']);
const secondsPerUnit: Record<string, number> = {
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
};
const rateFactors: Record<string, bigint> = {
  k: 1000n,
  m: 1_000_000n,
  g: 1_000_000_000n,
};

/**
 * Normalises a value so that written and printed values compare equal: RouterOS rewrites rates, addresses, booleans and
 * durations, and omits empty properties.
 */
export function normaliseValue(attribute: string, value: string | null | undefined): string {
  const text = (value ?? '').trim();
  switch (attribute) {
    case 'disabled':
    case 'block-access':
      return normaliseFlag(text);
    case 'rate-limit':
    case 'max-limit':
    case 'burst-limit':
    case 'burst-threshold':
      return text.split(/\s+/).map(normalisePair).join(' ');
    case 'burst-time':
      return text.split('/').map(normaliseDuration).join('/');
    case 'address':
    case 'remote-address':
      return text.replace(/\/32$/, '');
    case 'target':
      return normaliseList(text.replace(/\/32(?=,|$)/g, ''));
    case 'mac-address':
    case 'caller-id':
      return text.toUpperCase();
    case 'routes':
      return normaliseList(text);
    case 'server':
      return text === 'all' ? '' : text;
    case 'address-pool':
    case 'remote-ipv6-prefix-pool':
    case 'dhcpv6-pd-pool':
      return text === 'none' ? '' : text;
    case 'priority':
      return text.includes('/') ? text : `${text}/${text}`;
    default:
      return text;
  }
}

/**
 * Names the desired properties whose value on the router has a different meaning. A name in other bytes still names the
 * same row; any other value in other bytes refers to another row.
 */
export function differingProperties(
  desired: Record<string, string | null>,
  actual: Record<string, string>,
): string[] {
  return Object.entries(desired).flatMap(([name, value]) =>
    normaliseValue(name, value) === normaliseValue(name, shownValue(actual, name)) ? [] : [name],
  );
}

function shownValue(actual: Record<string, string>, name: string): string | undefined {
  return name === 'name' ? actual[name] : exactOf(actual, name);
}

/** An absent flag is off. */
function normaliseFlag(text: string): string {
  if (yes.has(text)) return 'true';
  return text === '' || no.has(text) ? 'false' : text;
}

/** One part of a rate limit: a pair of rates, a pair of times or a plain number. */
function normalisePair(text: string): string {
  return text
    .split('/')
    .map((part) => (/^\d+[kmg]?$/i.test(part) ? normaliseRate(part) : normaliseDuration(part)))
    .join('/');
}

function normaliseRate(text: string): string {
  const [, digits = '0', unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return String(BigInt(digits) * (rateFactors[unit.toLowerCase()] ?? 1n));
}

function normaliseDuration(text: string): string {
  const seconds = durationSeconds(text);
  return seconds === null ? text : String(seconds);
}

/** Whole seconds of `1w2d3h4m5s`, `1d02:03:04` or `02:03:04`; null for anything else. */
export function durationSeconds(text: string): number | null {
  const [, days = '', clock] = /^((?:\d+[wd])*)(\d+:\d{2}:\d{2})$/.exec(text) ?? [];
  if (clock !== undefined) {
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return unitSeconds(days) + hours * 3600 + minutes * 60 + seconds;
  }
  return /^(\d+[wdhms])+$/.test(text) ? unitSeconds(text) : null;
}

function unitSeconds(text: string): number {
  let total = 0;
  for (const [, count, unit = 's'] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(count) * (secondsPerUnit[unit] ?? 1);
  }
  return total;
}

function normaliseList(text: string): string {
  return text
    .split(',')
    .map((part) => part.trim().replace(/\s+/g, ' '))
    .filter((part) => part !== '')
    .sort()
    .join(',');
}
