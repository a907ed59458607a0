/**
 * RouterOS rewrites its input: these parsers return the text a print would show, or undefined when RouterOS would
 * refuse the value.
 */

const unitSeconds: Record<string, number> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** Parses `1w2d3h4m5s`, `HH:MM:SS`, `1d02:03:04` or plain seconds into whole seconds. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const clock = /^(?:(\d+)w)?(?:(\d+)d)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(text);
  if (clock) {
    const [weeks, days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    const whole = (weeks ?? 0) * 604_800 + (days ?? 0) * 86_400;
    return whole + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  }
  if (!/^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === '') return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(count) * (unitSeconds[unit ?? 's'] ?? 1);
  }
  return total;
}

/** Formats seconds as RouterOS prints them: `1d2h3m4s`, zero as `0s`. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  let text = '';
  for (const [unit, size] of Object.entries(unitSeconds)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}

const multiplier: Record<string, bigint> = { '': 1n, k: 1000n, m: 1_000_000n, g: 1_000_000_000n };

/** Parses bits per second with an optional k, M or G of 1000; undefined when it is not a rate. */
function parseRate(text: string): bigint | undefined {
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  if (!match) return undefined;
  return BigInt(match[1] ?? '0') * (multiplier[(match[2] ?? '').toLowerCase()] ?? 1n);
}

/** `10M/50M` becomes `10000000/50000000`; a single rate applies to both directions. */
export function normaliseRatePair(text: string): string | undefined {
  const parts = text.split('/');
  if (parts.length > 2) return undefined;
  const up = parseRate(parts[0] ?? '');
  const down = parseRate(parts[1] ?? parts[0] ?? '');
  return up === undefined || down === undefined ? undefined : `${up}/${down}`;
}

/** `rx/tx [burst] [threshold] [time] [priority] [minimum]`; kept verbatim if valid. */
export function isRateLimit(text: string): boolean {
  if (text === '') return true;
  const parts = text.split(' ');
  const pairs = [parts[0], parts[1], parts[2], parts[5]].filter((part) => part !== undefined);
  if (parts.length > 6 || pairs.some((pair) => normaliseRatePair(pair) === undefined)) return false;
  const times = parts[3]?.split('/') ?? [];
  if (times.length > 2 || times.some((time) => parseDuration(time) === undefined)) return false;
  return parts[4] === undefined || /^[1-8]$/.test(parts[4]);
}

/** Parses an IPv4 address to an unsigned number; undefined when the text is not one. */
export function parseIp(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function formatIp(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Inclusive bounds of an address, a prefix or an `a-b` range; undefined when it is none. */
export function addressBounds(text: string): [number, number] | undefined {
  const [from, to, ...more] = text.split('-');
  if (to !== undefined) {
    const [low, high] = [parseIp(from ?? ''), parseIp(to)];
    const isRange = low !== undefined && high !== undefined && low <= high && more.length === 0;
    return isRange ? [low, high] : undefined;
  }
  const match = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text);
  const address = parseIp(match?.[1] ?? '');
  const length = Number(match?.[2] ?? 32);
  if (address === undefined || length > 32) return undefined;
  const size = 2 ** (32 - length);
  const network = Math.floor(address / size) * size;
  return [network, network + size - 1];
}

/** A prefix with its host bits cleared; a bare address gets `/32`. */
export function normalisePrefix(text: string): string | undefined {
  const bounds = text.includes('-') ? undefined : addressBounds(text);
  return bounds && `${formatIp(bounds[0])}/${text.split('/')[1] ?? '32'}`;
}

/** Address-list entries: `/32` is dropped, prefixes are cleaned, DNS names are kept. */
export function normaliseListAddress(text: string): string | undefined {
  if (text.includes('-') && addressBounds(text)) return text;
  const prefix = normalisePrefix(text);
  if (prefix) return prefix.replace(/\/32$/, '');
  return /^(?=.*[a-z])[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text) ? text : undefined;
}

/** RouterOS stores MAC addresses in upper case. */
export function normaliseMac(text: string): string | undefined {
  return /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(text) ? text.toUpperCase() : undefined;
}

export function normaliseBoolean(text: string): 'true' | 'false' | undefined {
  if (text === 'yes' || text === 'true') return 'true';
  return text === 'no' || text === 'false' ? 'false' : undefined;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Formats the date of an instant on the router's clock, as `/system/clock` shows it. */
export function formatDay(epochMs: number, hasIsoDates: boolean): string {
  const [year = '', month = '1', day = ''] = new Date(epochMs)
    .toISOString()
    .slice(0, 10)
    .split('-');
  return hasIsoDates ? `${year}-${month}-${day}` : `${months[Number(month) - 1]}/${day}/${year}`;
}

export function formatTimeOfDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 19);
}

export function formatInstant(epochMs: number, hasIsoDates: boolean): string {
  return `${formatDay(epochMs, hasIsoDates)} ${formatTimeOfDay(epochMs)}`;
}
