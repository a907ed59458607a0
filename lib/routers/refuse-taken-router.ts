import { constraintOf } from '@/db/constraint-of';
import { refuseField } from '@/lib/kit/errors';

/** Turns a unique violation of a router's name or address into a refusal. */
export function refuseTakenRouter(error: unknown): never {
  const constraint = constraintOf(error);
  if (constraint === 'routers_name_key') refuseField('name', 'router_name_taken');
  if (constraint === 'routers_host_port_key') refuseField('host', 'router_host_taken');
  throw error;
}
