import { beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '@/app/_forms/form-fields';
import { readForm } from '@/app/_forms/read-form';
import { EditRouterForm } from '@/app/admin/routers/_form/router-form-schema';
import { getSql } from '@/db/client';
import type { AccessMethod } from '@/lib/kit/words';
import { stopService } from '@/lib/lifecycle/stop-service';
import { type ChangeRouter, changeRouter } from '@/lib/routers/change-router';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
} from '@/tests/support/fixtures';
import { givenConfirmed, givenRouter, later, networkOn } from './router-off-world';

beforeAll(() => givenOperator());

type Name = 'served' | 'waiting' | 'stopped' | 'otherMethod' | 'otherRouter';

/** One paid service per kind on a router by PPPoE, one on it by another method, and one elsewhere. */
async function givenMixed() {
  const routerId = await givenRouter();
  const add = async (onRouterId: number, method: AccessMethod = 'pppoe') => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const network = await networkOn(onRouterId, method);
    return givenService({ customerId, itemId, network });
  };
  const ids: Record<Name, number> = {
    served: await add(routerId),
    waiting: await add(routerId),
    stopped: await add(routerId),
    otherMethod: await add(routerId, 'hotspot'),
    otherRouter: await add(await givenRouter()),
  };
  await givenConfirmed(ids.served, routerId, 'full');
  const stop = { serviceId: ids.stopped, hold: 'staff_stopped', reason: 'Moved out' } as const;
  await stopService(staffCtx(), stop);
  return { routerId, ids };
}

async function save(
  routerId: number,
  to: Partial<Pick<ChangeRouter, 'isOff' | 'accessMethods' | 'accepted'>>,
) {
  const [row] = await getSql()<{ name: string; host: string; methods: AccessMethod[] }[]>`
    select name, host, access_methods as methods from routers where id = ${routerId}`;
  if (!row) throw new Error(`no router ${routerId}`);
  return changeRouter(staffCtx(later(1)), {
    ...{ routerId, name: row.name, host: row.host, port: 8728, siteId: null, useTls: false },
    ...{ certificate: null, username: 'n', password: null, pppLocalAddress: null, isOff: false },
    ...{ accessMethods: row.methods, accepted: null },
    ...to,
  });
}

async function stored(routerId: number) {
  const [row] = await getSql()<{ status: string; methods: string[] }[]>`
    select status, access_methods as methods from routers where id = ${routerId}`;
  return row;
}

const withoutPppoe = { accessMethods: ['hotspot', 'static'] as AccessMethod[] };

describe('a router whose access methods staff narrow', () => {
  it('asks first, listing the services by what happens to them, and writes nothing', async () => {
    const { routerId, ids } = await givenMixed();
    const before = await stored(routerId);
    expect(await save(routerId, withoutPppoe)).toEqual({
      kind: 'asks',
      services: { change: 'on hotspot static', stays: 1, held: 1, later: 1 },
    });
    expect(await stored(routerId)).toEqual(before);
    expect((await serviceNow(ids.waiting)).status).toBe('active');
  });

  it('does what was shown once staff accept it', async () => {
    const { routerId, ids } = await givenMixed();
    const accepted = { change: 'on hotspot static', stays: 1, held: 1, later: 1 };
    expect(await save(routerId, { ...withoutPppoe, accepted })).toEqual({ kind: 'changed' });
    expect(await stored(routerId)).toMatchObject({ methods: withoutPppoe.accessMethods });
    expect(await serviceNow(ids.served)).toMatchObject({ status: 'active', holds: [] });
    expect((await serviceNow(ids.waiting)).holds).toEqual(['not_connected']);
    expect((await serviceNow(ids.stopped)).holds).toEqual(['staff_stopped']);
    expect((await serviceNow(ids.otherMethod)).status).toBe('active');
    expect((await serviceNow(ids.otherRouter)).status).toBe('active');
  });

  it('asks again when something else would happen than what was accepted', async () => {
    const { routerId } = await givenMixed();
    const shown = { change: 'on hotspot static', stays: 1, held: 1, later: 1 };
    for (const accepted of [
      { stays: 0 },
      { stays: 2 },
      { held: 0 },
      { later: 0 },
      { change: 'off hotspot pppoe static' },
    ])
      expect(
        await save(routerId, { ...withoutPppoe, accepted: { ...shown, ...accepted } }),
      ).toMatchObject({ kind: 'asks' });
  });

  it('does not ask about services that were already affected', async () => {
    const { routerId } = await givenMixed();
    await save(routerId, {
      ...withoutPppoe,
      accepted: { change: 'on hotspot static', stays: 1, held: 1, later: 1 },
    });
    expect(await save(routerId, withoutPppoe)).toEqual({ kind: 'changed' });
  });

  it.each([
    ['a method nobody uses goes', { accessMethods: ['pppoe', 'hotspot'] as AccessMethod[] }],
    ['nothing of it changes', {}],
  ])('does not ask when %s', async (_what, to) => {
    const { routerId } = await givenMixed();
    expect(await save(routerId, to)).toEqual({ kind: 'changed' });
  });
});

describe('a router that staff are about to take out of service', () => {
  it('asks with all its services, and holds the one that is not online once accepted', async () => {
    const { routerId, ids } = await givenMixed();
    const services = { change: 'off hotspot pppoe static', stays: 1, held: 2, later: 1 };
    expect(await save(routerId, { isOff: true })).toEqual({ kind: 'asks', services });
    expect(await save(routerId, { isOff: true, accepted: services })).toEqual({ kind: 'changed' });
    expect((await serviceNow(ids.served)).status).toBe('active');
    expect((await serviceNow(ids.waiting)).holds).toEqual(['not_connected']);
    expect((await serviceNow(ids.otherMethod)).holds).toEqual(['not_connected']);
  });

  it('does not ask while it serves nobody, nor when it returns to service', async () => {
    const empty = await givenRouter();
    expect(await save(empty, { isOff: true })).toEqual({ kind: 'changed' });
    const { routerId } = await givenMixed();
    await save(routerId, {
      isOff: true,
      accepted: { change: 'off hotspot pppoe static', stays: 1, held: 2, later: 1 },
    });
    expect(await save(routerId, { isOff: false })).toEqual({ kind: 'changed' });
  });
});

describe('the form of a router', () => {
  const sent = (more: Record<string, string> = {}) => {
    const form = new FormData();
    const fields = { routerId: '1', name: 'Mast', host: 'mast.example', port: '8728', ...more };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('username', 'n');
    form.append('accessMethods', 'hotspot');
    const read = fieldsOf(form);
    if (read === null) throw new Error('a form of ours');
    return EditRouterForm.parse(readForm(read, EditRouterForm)).accepted;
  };

  it('accepts nothing before the effect was shown, and sends back what was shown', () => {
    expect(sent()).toBeNull();
    const shown = {
      'accepted.change': 'off',
      'accepted.stays': '3',
      'accepted.held': '0',
      'accepted.later': '2',
    };
    expect(sent(shown)).toEqual({ change: 'off', stays: 3, held: 0, later: 2 });
  });
});
