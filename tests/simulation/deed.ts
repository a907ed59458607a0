import { getSql } from '@/db/client';
import type { Random } from './random';
import type { World } from './world';

/** One action with all its inputs fixed, so that repeating it does the same. */
export type Deed = {
  name: string;
  /** The latest moment at which it acts, if that is after the moment it was prepared. */
  until?: Date;
  run: () => Promise<unknown>;
};

export type Situation = {
  world: World;
  random: Random;
  customerId: number;
  now: Date;
};

/** Prepares an action; null when the customer's situation offers none. */
export type Act = { weight: number; prepare: (situation: Situation) => Promise<Deed | null> };

export type ServiceLine = {
  id: number;
  item_id: number;
  status: string;
  reasons: string[];
  is_recurring: boolean;
  login: string | null;
};

/** The customer's services that are not archived, in order of creation. */
export async function servicesOf(customerId: number): Promise<ServiceLine[]> {
  return getSql()<ServiceLine[]>`
    select s.id::int as id, s.item_id::int as item_id, s.status, s.interval_count is not null as is_recurring, s.login,
      coalesce((select array_agg(h.reason) from service_holds h where h.service_id = s.id), '{}') as reasons
    from services s where s.customer_id = ${customerId} and s.archived_at is null order by s.id`;
}

/** One of the customer's services that matches the condition. */
export async function oneServiceOf(
  { customerId, random }: Situation,
  fits: (service: ServiceLine) => boolean,
): Promise<ServiceLine | undefined> {
  return random.pick((await servicesOf(customerId)).filter(fits));
}
