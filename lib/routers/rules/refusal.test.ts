import { describe, expect, it } from 'vitest';
import { routerFailures } from '@/lib/kit/words';
import { type FailedPush, isRefusal } from './refusal';
import { serviceLevels } from './service-level';

const { absent, cut, garden, slow, full } = serviceLevels;

function push(over: Partial<FailedPush> = {}): FailedPush {
  const known = { applied: null, attempted: null };
  return { failure: 'rejected', missing: null, desired: full, ...known, ...over };
}

describe('a failed push', () => {
  it('is a refusal unless the router accepted the rows, or staff chose others', () => {
    const others = routerFailures.filter((failure) => !isRefusal(push({ failure })));
    expect(others).toEqual(['not_confirmed', 'left_as_is']);
  });

  it('is a refusal only if it would have let the service online', () => {
    const levels = [absent, cut, garden, slow, full];
    expect(levels.filter((desired) => isRefusal(push({ desired })))).toEqual([slow, full]);
  });

  it('is no refusal while the router serves the service, unless it may have been lowered since', () => {
    expect(isRefusal(push({ applied: slow }))).toBe(false);
    expect(isRefusal(push({ applied: garden }))).toBe(true);
    expect(isRefusal(push({ applied: full, attempted: garden }))).toBe(true);
  });

  it('is no refusal once its rows are written, if the router can serve by them', () => {
    const written = { isWritten: true, applied: garden, attempted: garden };
    const unreadable = { failure: 'incomplete_service', missing: 'password' } as const;
    expect(isRefusal(push({ ...unreadable, ...written }))).toBe(false);
    expect(isRefusal(push({ ...unreadable, ...written, isWritten: false }))).toBe(true);
    expect(isRefusal(push({ failure: 'conflict', ...written }))).toBe(false);
    expect(isRefusal(push({ failure: 'conflict', ...written, isWritten: false }))).toBe(true);
  });

  it('is a refusal once its login is gone, although the router served it before', () => {
    const unreadable = { failure: 'incomplete_service', missing: 'password' } as const;
    const before = { applied: full, isWritten: true };
    expect(isRefusal(push({ ...unreadable, ...before, lacksLogin: true }))).toBe(true);
    expect(isRefusal(push({ ...unreadable, ...before, isReleased: true }))).toBe(true);
  });

  it('is no refusal for a throttled service that is online with what is known of its profile', () => {
    const failure = 'incomplete_service' as const;
    const incomplete = { failure, missing: 'profile', isWritten: true };
    expect(isRefusal(push({ ...incomplete, desired: slow }))).toBe(false);
    expect(isRefusal(push({ ...incomplete, desired: full }))).toBe(true);
  });
});
