import { refuseField } from '@/lib/kit/errors';

/**
 * Turns a violation of a unique name into its refusal and rethrows anything else as a defect. The constraint decides,
 * because a prior check would race.
 */
export function refuseTakenName(error: unknown, name: string): never {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const constraint = 'constraint_name' in at ? at.constraint_name : undefined;
    if (constraint === 'networks_name_key') refuseField('name', 'name_taken', { name });
    if (constraint === 'ip_pools_router_id_name_key')
      refuseField('name', 'pool_name_taken', { name });
  }
  throw error;
}
