import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouterFailure } from '@/lib/kit/words';
import { syncRouter } from '@/lib/routers/sync-router';
import { armFault, type FaultName, faultNames } from '@/stand-ins/routeros/fault-catalog';
import type { Personality } from '@/stand-ins/routeros/personality';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import {
  givenProvider,
  job,
  money,
  pay,
  reason,
  running,
  sentence,
  settle,
  stoppedSubscriber,
  twoWeeksPaid,
} from './support';

beforeAll(() => givenProvider());
afterAll(() => Promise.all(running.map((sim) => sim.close())));

/** Wire faults do not depend on the release; the older one is tested only on wide runs. */
const personalities: Personality[] =
  process.env['NETPURSE_WIDE'] === undefined ? ['7.23'] : ['6.49', '7.23'];

/** The failure recorded after the first attempt; null where the fault makes no difference. */
const told: Record<FaultName, RouterFailure | null> = {
  refuse: 'unreachable',
  'accept-then-close': 'unreachable',
  'hang-at-login': 'timed_out',
  'wrong-password': 'login_refused',
  'no-answer': 'timed_out',
  latency: null,
  'latency-with-jitter': null,
  'falls-behind': null,
  'slow-print': null,
  'drop-mid-reply-fin': 'unreachable',
  'drop-mid-reply-rst': 'unreachable',
  'commit-then-drop-fin': 'unreachable',
  'commit-then-drop-rst': 'unreachable',
  'drop-before-commit-fin': 'unreachable',
  'drop-before-commit-rst': 'unreachable',
  'split-every-byte': null,
  'split-lone-length': null,
  'split-lone-final-zero': null,
  'fatal-as-word': 'unreachable',
  'fatal-as-attribute': 'unreachable',
  'several-traps': 'rejected',
  'empty-on-writes': null,
  'unknown-reply-word': 'unreachable',
  'stray-tag': null,
  'interleaved-tags': null,
  'read-only-user': 'login_refused',
  'secrets-masked': null,
  'secrets-absent': null,
  'clock-skew': null,
  reboot: null,
  'operator-edit': null,
  'operator-removal': null,
  'duplicate-login': 'conflict',
  'certificate-change': 'certificate_changed',
};

/** These last as long as our timeouts, so two routers have them at once. */
const silent: FaultName[] = ['hang-at-login', 'no-answer'];

/** Has subscribers pay while their router has a fault, one router each. */
async function play(faults: readonly FaultName[], personality: Personality): Promise<void> {
  const scenes = [];
  for (const fault of faults) scenes.push({ fault, world: await stoppedSubscriber(personality) });
  const heals = [];
  for (const { fault, world } of scenes) {
    expect(world.sim.served(world.login)).toBe('garden');
    expect(await sentence(world)).toBe('stopped');
    const { login } = world;
    const stage = { login, otherCertificate: routerCertificates.second };
    heals.push(await armFault(world.sim, fault, stage));
    await pay(world);
  }
  await Promise.all(scenes.map(({ world }) => syncRouter(job(), { routerId: world.routerId })));
  for (const { fault, world } of scenes) {
    const failure = told[fault];
    expect(await sentence(world)).toBe(failure === null ? 'ready' : reason(failure));
    expect(await money(world)).toEqual(twoWeeksPaid);
  }
  for (const heal of heals) await heal();
  for (const { world } of scenes) {
    const { sim, login } = world;
    await settle(world);
    sim.advance(2_000);
    expect(await sentence(world)).toBe('ready');
    expect(sim.served(login)).toBe('served');
    expect(sim.rows('ppp/secret').filter((row) => row['name'] === login)).toHaveLength(1);
    expect(sim.rows('ip/firewall/address-list')).toEqual([]);
    expect(await money(world)).toEqual(twoWeeksPaid);
  }
}

describe.each(personalities)(
  'a subscriber who pays while a router on RouterOS %s',
  (personality) => {
    test.each(faultNames.filter((name) => !silent.includes(name)))(
      'has the fault %s is charged once, sees the true state and ends up online',
      (fault) => play([fault], personality),
    );

    test(
      'sends no response is charged once, sees the true state and ends up online',
      () => play(silent, personality),
      60_000,
    );
  },
);
