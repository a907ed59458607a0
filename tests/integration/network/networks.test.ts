import { beforeAll, describe, expect, it, test } from 'vitest';
import { getSql } from '@/db/client';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeNetwork } from '@/lib/network/change-network';
import { createNetwork } from '@/lib/network/create-network';
import { deleteNetwork } from '@/lib/network/delete-network';
import { getNetwork, listNetworks } from '@/lib/screens/admin/networks';
import { givenOperator, staffCtx, systemCtx } from '@/tests/support/fixtures';
import {
  givenNetwork,
  givenPool,
  givenRouter,
  givenServiceWith,
  outcomesOf,
  refusalOf,
} from './support';

beforeAll(() => givenOperator());

const permanent = { usage: 'permanent' } as const;

describe('a network', () => {
  it('is refused where it overlaps another, naming it', async () => {
    await givenNetwork('10.1.0.0/22', { name: 'Tower clients' });
    const refusal = await refusalOf(
      createNetwork(staffCtx(), { name: 'Harbour', cidr: '10.1.0.0/24', ...permanent }),
    );
    expect(refusal).toEqual({
      key: 'network_overlaps_network',
      field: 'cidr',
      params: { network: '10.1.0.0/24', name: 'Tower clients', other: '10.1.0.0/22' },
    });
  });

  it('with host bits set is refused, naming the network it belongs to', async () => {
    const input = { name: 'Slip', cidr: '10.2.0.77/24', ...permanent };
    const refusal = await refusalOf(createNetwork(staffCtx(), input));
    expect(refusal).toMatchObject({
      key: 'network_host_bits',
      params: { given: '10.2.0.77/24', corrected: '10.2.0.0/24' },
    });
  });

  test.each([
    ['10.3.0.0', 'network_cidr_invalid'],
    ['10.3.0.0/33', 'network_cidr_invalid'],
    ['300.3.0.0/24', 'network_cidr_invalid'],
    ['2001:db8::/48', 'network_not_ipv4'],
    ['0.0.0.0/0', 'network_too_large'],
  ])('is not %s', async (cidr, key) => {
    const refusal = await refusalOf(
      createNetwork(staffCtx(), { name: `Wrong ${cidr}`, cidr, ...permanent }),
    );
    expect(refusal).toMatchObject({ key, field: 'cidr' });
  });

  test.each([
    ['10.4.0.0', 'gateway_is_network'],
    ['10.4.0.255', 'gateway_is_broadcast'],
    ['10.5.0.1', 'gateway_outside'],
  ])('has no gateway %s', async (gateway, key) => {
    const input = { name: 'Gateway', cidr: '10.4.0.0/24', gateway, ...permanent };
    expect(await refusalOf(createNetwork(staffCtx(), input))).toMatchObject({
      key,
      field: 'gateway',
    });
  });

  it('keeps its reserved ranges inside it and disjoint', async () => {
    const input = { name: 'Ranges', cidr: '10.6.0.0/24', ...permanent };
    const outside = [{ first: '10.6.0.250', last: '10.6.1.4' }];
    expect(
      await refusalOf(createNetwork(staffCtx(), { ...input, reservations: outside })),
    ).toMatchObject({ key: 'range_outside', field: 'reservations.0.first' });
    const twice = [{ first: '10.6.0.2', last: '10.6.0.9' }, { first: '10.6.0.9' }];
    expect(
      await refusalOf(createNetwork(staffCtx(), { ...input, reservations: twice })),
    ).toMatchObject({ key: 'ranges_overlap', field: 'reservations.1.first' });
    const backwards = [{ first: '10.6.0.9', last: '10.6.0.2' }];
    expect(
      await refusalOf(createNetwork(staffCtx(), { ...input, reservations: backwards })),
    ).toMatchObject({ key: 'range_backwards' });
  });

  it('is one of two overlapping ones added at once', async () => {
    const cidrs = ['10.7.0.0/16', '10.7.4.0/24', '10.7.4.0/22', '10.7.0.0/17'];
    const outcomes = await outcomesOf(
      cidrs.map((cidr) => createNetwork(staffCtx(), { name: `Race ${cidr}`, cidr, ...permanent })),
    );
    expect(outcomes).toEqual([
      'done',
      'network_overlaps_network',
      'network_overlaps_network',
      'network_overlaps_network',
    ]);
  });

  it('cannot overlap a customer network', async () => {
    await givenNetwork('10.8.0.0/24');
    const serviceId = await givenServiceWith(
      { ipv4Mode: 'permanent', ipv4Address: '10.8.0.5', additionalNetworks: ['192.168.8.0/24'] },
      'Ann Smith',
    );
    const input = { name: 'Over it', cidr: '192.168.0.0/16', ...permanent };
    expect(await refusalOf(createNetwork(staffCtx(), input))).toMatchObject({
      key: 'network_overlaps_service',
      params: { other: '192.168.8.0/24', customer: 'Ann Smith', service: String(serviceId) },
    });
  });

  it('grows and shrinks around the addresses in use', async () => {
    const networkId = await givenNetwork('10.9.0.0/24', { name: 'Elastic' });
    await givenServiceWith({ ipv4Mode: 'permanent', ipv4Address: '10.9.0.130' }, 'Bo Lee');
    const input = { networkId, name: 'Elastic', ...permanent };
    for (const cidr of ['10.9.0.0/25', '10.9.0.130/31', '10.9.1.0/24']) {
      const work = changeNetwork(staffCtx(), { ...input, cidr });
      if (cidr === '10.9.0.130/31') await work;
      else {
        expect(await refusalOf(work)).toMatchObject({
          key: 'network_leaves_address',
          params: { address: '10.9.0.130', customer: 'Bo Lee' },
        });
      }
    }
    await changeNetwork(staffCtx(), { ...input, cidr: '10.9.0.0/22' });
    expect((await getNetwork(staffCtx(), networkId)).counts).toMatchObject({
      usable: 1022,
      assigned: 1,
      free: 1021,
    });
  });

  it('cannot reserve a service’s address or turn it into a pool', async () => {
    const networkId = await givenNetwork('10.10.0.0/24', { name: 'Held' });
    await givenServiceWith({ ipv4Mode: 'permanent', ipv4Address: '10.10.0.20' }, 'Cy Fox');
    const input = { networkId, name: 'Held', cidr: '10.10.0.0/24', ...permanent };
    const reservations = [{ first: '10.10.0.10', last: '10.10.0.30' }];
    expect(await refusalOf(changeNetwork(staffCtx(), { ...input, reservations }))).toMatchObject({
      key: 'address_in_use',
      field: 'reservations.0.first',
      params: { address: '10.10.0.20', customer: 'Cy Fox' },
    });
    const gateway = '10.10.0.20';
    expect(await refusalOf(changeNetwork(staffCtx(), { ...input, gateway }))).toMatchObject({
      key: 'address_in_use',
      field: 'gateway',
    });
    expect(await refusalOf(changeNetwork(staffCtx(), { ...input, usage: 'pool' }))).toMatchObject({
      key: 'network_pool_with_address',
      field: 'usage',
    });
  });

  it('is deleted only when no service has one of its addresses', async () => {
    const networkId = await givenNetwork('10.11.0.0/24');
    const serviceId = await givenServiceWith({
      ipv4Mode: 'permanent',
      ipv4Address: '10.11.0.2',
    });
    expect(await refusalOf(deleteNetwork(staffCtx(), networkId))).toMatchObject({
      key: 'network_has_addresses',
      params: { count: 1 },
    });
    await archiveService(systemCtx(), { serviceId, reason: 'moved away' });
    await deleteNetwork(staffCtx(), networkId);
    expect(await refusalOf(getNetwork(staffCtx(), networkId))).toMatchObject({ key: 'not_found' });
  });

  it('still contains its pools after a change', async () => {
    const routerId = await givenRouter();
    const networkId = await givenNetwork('10.12.0.0/24', { usage: 'pool', name: 'Dial-in' });
    await givenPool(networkId, routerId, ['10.12.0.100', '10.12.0.199']);
    const input = { networkId, name: 'Dial-in', cidr: '10.12.0.0/24', usage: 'pool' } as const;
    expect(
      await refusalOf(changeNetwork(staffCtx(), { ...input, cidr: '10.12.0.0/25' })),
    ).toMatchObject({ key: 'range_outside', field: 'cidr' });
    expect(
      await refusalOf(changeNetwork(staffCtx(), { ...input, usage: 'permanent' })),
    ).toMatchObject({ key: 'network_has_pools', field: 'usage' });
    expect(
      await refusalOf(changeNetwork(staffCtx(), { ...input, gateway: '10.12.0.100' })),
    ).toMatchObject({ key: 'pool_over_gateway', field: 'gateway' });
    const other = await givenRouter();
    expect(await refusalOf(changeNetwork(staffCtx(), { ...input, routerId: other }))).toMatchObject(
      { key: 'network_pool_on_other_router' },
    );
    await changeNetwork(staffCtx(), { ...input, gateway: '10.12.0.1' });
    expect(await refusalOf(deleteNetwork(staffCtx(), networkId))).toMatchObject({
      key: 'network_has_pools',
    });
  });

  it('is written only with the right, and every change is audited', async () => {
    const input = { name: 'Rights', cidr: '10.13.0.0/24', ...permanent };
    expect(await refusalOf(createNetwork(staffCtx(undefined, 'support'), input))).toMatchObject({
      key: 'forbidden',
    });
    const { networkId } = await createNetwork(staffCtx(), input);
    await changeNetwork(staffCtx(), { ...input, networkId, name: 'Rights 2' });
    await deleteNetwork(staffCtx(), networkId);
    const rows = await getSql()<{ action: string }[]>`
      select action from audit_log where subject_kind = 'network' and subject_id = ${networkId}
      order by id`;
    expect(rows.map((row) => row.action)).toEqual([
      'network.create',
      'network.change',
      'network.delete',
    ]);
  });

  it('cannot take the name of another', async () => {
    await givenNetwork('10.14.0.0/24', { name: 'Twice' });
    const input = { name: 'Twice', cidr: '10.14.1.0/24', ...permanent };
    expect(await refusalOf(createNetwork(staffCtx(), input))).toMatchObject({
      key: 'name_taken',
      field: 'name',
    });
  });
});

describe('the list of networks', () => {
  it('pages through all of them once, in the order of their addresses', async () => {
    for (let index = 0; index < 60; index += 1)
      await givenNetwork(`10.100.${index}.0/28`, {
        name: `Page ${String(index).padStart(2, '0')}`,
      });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listNetworks(staffCtx(), { search: 'Page', after });
      seen.push(...page.rows.map((row) => row.cidr));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `10.100.${index}.0/28`));
  });

  it('finds the network of an address', async () => {
    const page = await listNetworks(staffCtx(), { search: '10.100.7.9' });
    expect(page.rows.map((row) => row.cidr)).toEqual(['10.100.7.0/28']);
  });
});
