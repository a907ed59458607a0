import { describe, expect, it } from 'vitest';
import { type AlertState, decideAlert, reachedThreshold } from './alerts';

const t0 = new Date('2026-03-02T09:00:00Z');
const minutes = (count: number) => new Date(t0.getTime() + count * 60_000);
const told = (percent: number): AlertState => ({ percent, sentAt: t0 });

describe('alerts about used data', () => {
  it('are reached at exactly their share', () => {
    expect(reachedThreshold(49n, 100n)).toBe(0);
    expect(reachedThreshold(50n, 100n)).toBe(50);
    expect(reachedThreshold(799n, 1000n)).toBe(50);
    expect(reachedThreshold(80n, 100n)).toBe(80);
    expect(reachedThreshold(120n, 100n)).toBe(100);
    expect(reachedThreshold(0n, 0n)).toBe(0);
  });

  it('report only the highest of several thresholds passed at once', () => {
    const decision = decideAlert({ percent: 0, sentAt: null }, 80, t0);
    expect(decision).toEqual({ state: { percent: 80, sentAt: t0 }, send: 80 });
  });

  it('report each threshold once', () => {
    expect(decideAlert(told(50), 50, minutes(300)).send).toBeNull();
  });

  it('are silent for an hour, and then report the threshold reached meanwhile', () => {
    const quiet = decideAlert(told(50), 80, minutes(59));
    expect(quiet).toEqual({ state: told(50), send: null });
    expect(decideAlert(quiet.state, 80, minutes(60)).send).toBe(80);
  });

  it('report the end of the data immediately', () => {
    expect(decideAlert(told(80), 100, minutes(1)).send).toBe(100);
  });

  it('start again after new data', () => {
    const granted = decideAlert(told(100), 50, minutes(90));
    expect(granted).toEqual({ state: { percent: 50, sentAt: t0 }, send: null });
    expect(decideAlert(granted.state, 80, minutes(100)).send).toBe(80);
  });
});
