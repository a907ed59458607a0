import type { RouterRow } from '../driver';
import type { PreflightVerdict } from './preflight';

export const fitnessChecks = ['version', 'writes', 'user_addresses', 'clock'] as const;
export type FitnessCheck = (typeof fitnessChecks)[number];
export type Fitness = Record<FitnessCheck, PreflightVerdict>;

/** Facts besides the firewall that decide whether a router is usable; null when the login may not read them. */
export type FitnessFacts = {
  /** As the router reports it, such as `7.23.7 (long-term)`. */
  version: string;
  /** Whether a disabled test secret could be added, changed and removed; null when it was not tried. */
  canWrite: boolean | null;
  /** The row of our own login in `/user`. */
  user: RouterRow | null;
  clock: RouterRow | null;
  now: Date;
};

/** The oldest supported release; older ones may work. */
const oldestVersion = [6, 49] as const;
/** Beyond this, times in the router's log and ours can no longer be matched. */
const CLOCK_SKEW_MAX_MS = 5 * 60_000;

/** Judges the router itself and our login on it. */
export function judgeFitness(facts: FitnessFacts): Fitness {
  return {
    version: judgeVersion(facts.version),
    writes: facts.canWrite === null ? 'unknown' : facts.canWrite ? 'good' : 'bad',
    user_addresses: facts.user === null ? 'unknown' : facts.user['address'] ? 'good' : 'warning',
    clock: judgeClock(facts.clock, facts.now),
  };
}

function judgeVersion(version: string): PreflightVerdict {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return 'unknown';
  const [oldestMajor, oldestMinor] = oldestVersion;
  const isKnown =
    Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  return isKnown ? 'good' : 'warning';
}

function judgeClock(clock: RouterRow | null, now: Date): PreflightVerdict {
  const time = clock === null ? null : routerTime(clock);
  if (time === null) return 'unknown';
  return Math.abs(time - now.getTime()) <= CLOCK_SKEW_MAX_MS ? 'good' : 'warning';
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Parses the clock into epoch milliseconds; old releases write `sep/29/2022`, new ones `2022-09-29`. */
function routerTime(clock: RouterRow): number | null {
  const date = clock['date'] ?? '';
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const old = /^([a-z]{3})\/(\d{2})\/(\d{4})$/i.exec(date);
  const month = iso ? Number(iso[2]) - 1 : months.indexOf((old?.[1] ?? '').toLowerCase());
  const [year, day] = iso ? [iso[1], iso[3]] : [old?.[3], old?.[2]];
  const [hours, minutes, seconds] = (clock['time'] ?? '').split(':').map(Number);
  const parts = [Number(year), month, Number(day), hours, minutes, seconds];
  if (month < 0 || parts.some((part) => part === undefined || Number.isNaN(part))) return null;
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = parts;
  return Date.UTC(y, m, d, h, min, s) - offsetMs(clock['gmt-offset'] ?? '');
}

function offsetMs(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-]?)(\d{2}):(\d{2})/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
