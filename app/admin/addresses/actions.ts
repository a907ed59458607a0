'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import { changeNetwork } from '@/lib/network/change-network';
import { ChangePool, changePool } from '@/lib/network/change-pool';
import { createNetwork } from '@/lib/network/create-network';
import { createPool } from '@/lib/network/create-pool';
import { deleteNetwork } from '@/lib/network/delete-network';
import { deletePool } from '@/lib/network/delete-pool';
import { NetworkInput } from '@/lib/network/network-input';
import { PoolInput } from '@/lib/network/pool-input';

const id = z.number().int().positive();

export const addNetwork = staffAction({
  schema: NetworkInput,
  run: async (ctx, input) => {
    const { networkId } = await createNetwork(ctx, input);
    redirect(`/admin/addresses/${networkId}`);
  },
});

export const editNetwork = staffAction({
  schema: NetworkInput.extend({ networkId: id }),
  run: async (ctx, input) => {
    await changeNetwork(ctx, input);
    redirect(`/admin/addresses/${input.networkId}`);
  },
});

export const removeNetwork = staffAction({
  schema: z.object({ networkId: id }),
  run: async (ctx, { networkId }) => {
    await deleteNetwork(ctx, networkId);
    redirect('/admin/addresses');
  },
});

export const addPool = staffAction({
  schema: PoolInput,
  run: async (ctx, input) => {
    await createPool(ctx, input);
    redirect('/admin/addresses/pools');
  },
});

export const editPool = staffAction({
  schema: ChangePool,
  run: async (ctx, input) => {
    await changePool(ctx, input);
    redirect('/admin/addresses/pools');
  },
});

export const removePool = staffAction({
  schema: z.object({ poolId: id }),
  run: async (ctx, { poolId }) => {
    await deletePool(ctx, poolId);
    redirect('/admin/addresses/pools');
  },
});
