import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { addDays, localDateOf } from '@/lib/kit/time';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { previewArchive } from '@/lib/screens/admin/archive';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  type Act,
  type Deed,
  oneServiceOf,
  type ServiceLine,
  type Situation,
  servicesOf,
} from './deed';
import { SIMULATION_ZONE, staff, subscriber } from './world';

/** What customers and staff do with services: additions, pauses, changes, ends. */
export const serviceActs: readonly Act[] = [
  { weight: 6, prepare: addService },
  { weight: 4, prepare: pause },
  { weight: 3, prepare: resume },
  { weight: 3, prepare: stopOrLift },
  { weight: 4, prepare: planChange },
  { weight: 4, prepare: changeFields },
  { weight: 2, prepare: changeStatus },
  { weight: 3, prepare: connectOrNot },
  { weight: 1, prepare: archive },
];

const HOLD = 'staff_stopped' as const;
const has = (reason: string) => (service: ServiceLine) => service.reasons.includes(reason);
/** A business day this many days after now. */
export const dayAfter = (now: Date, later: number) =>
  addDays(localDateOf(now, SIMULATION_ZONE), later);

/** Staff add one: at once, on a later day, for a limited time, with a discount, or after another one. */
async function addService({ random, customerId, now, world }: Situation): Promise<Deed | null> {
  const itemId = random.pick(world.itemIds);
  if (itemId === undefined) return null;
  const before = random.pick(await servicesOf(customerId));
  const discount = {
    ...{ kind: 'percent' as const, percentPpm: random.int(1, 9) * 100_000 },
    ...{
      startDate: dayAfter(now, random.int(0, 40)),
      endDate: dayAfter(now, random.int(40, 90)),
      text: 'Simulated',
    },
  };
  const input = {
    ...{ customerId, itemId, requestId: random.uuid(), priority: random.int(1, 5) },
    startDate: dayAfter(now, random.chance(0.3) ? random.int(1, 20) : 0),
    endDate: random.chance(0.1) ? dayAfter(now, random.int(25, 200)) : null,
    waitsForServiceId: before && random.chance(0.15) ? before.id : null,
    discounts: random.chance(0.3) ? [discount] : [],
    network: means(world, random.chance(0.8) ? `line-${random.uuid()}` : null),
  };
  return { name: `staff add item ${itemId}`, run: () => createService(staff(now), input) };
}

/** The network settings of a plan on the world's router; without a login it cannot be connected. */
function means({ routerId }: Situation['world'], login: string | null) {
  return login === null ? { routerId } : { routerId, accessMethod: 'pppoe' as const, login };
}

/** Staff connect a waiting service, move it to the mast, or take the router away from a connected one. */
export async function connectOrNot(situation: Situation): Promise<Deed | null> {
  const { random, world, now } = situation;
  const service = await oneServiceOf(situation, () => true);
  if (!service) return null;
  const isHeld = has('not_connected')(service);
  const network = means(world, service.login ?? `line-${random.uuid()}`);
  const bytes = Array.from({ length: 5 }, () => random.int(16, 255).toString(16).toUpperCase());
  const onMast = {
    ...{ routerId: world.mastId, accessMethod: 'static' as const, ipv4Mode: 'dynamic' as const },
    macAddresses: [['02', ...bytes].join(':')],
  };
  const toMast = random.chance(0.4);
  const input = {
    serviceId: service.id,
    network: toMast ? onMast : isHeld ? network : { ...network, routerId: null },
  };
  return {
    name: `${toMast ? 'to the mast with' : isHeld ? 'connect' : 'disconnect'} service ${service.id}`,
    run: () => changeService(staff(now), input),
  };
}

async function pause(situation: Situation): Promise<Deed | null> {
  const { random, customerId, now } = situation;
  const service = await oneServiceOf(situation, ({ status }) => status === 'active');
  if (!service) return null;
  const until = random.chance(0.7) ? dayAfter(now, random.int(1, 30)) : null;
  const ctx = random.chance(0.5) ? staff(now) : subscriber(customerId, now);
  return {
    name: `pause service ${service.id} until ${until}`,
    run: () => pauseService(ctx, { serviceId: service.id, until }),
  };
}

async function resume(situation: Situation): Promise<Deed | null> {
  const service = await oneServiceOf(situation, has('paused'));
  if (!service) return null;
  const ctx = staff(situation.now);
  return {
    name: `resume service ${service.id}`,
    run: () => resumeService(ctx, { serviceId: service.id }),
  };
}

async function stopOrLift(situation: Situation): Promise<Deed | null> {
  const service = await oneServiceOf(situation, () => true);
  if (!service) return null;
  const act = has(HOLD)(service) ? unstopService : stopService;
  const input = { serviceId: service.id, hold: HOLD, reason: 'Simulated' };
  return { name: `${act.name} ${service.id}`, run: () => act(staff(situation.now), input) };
}

async function planChange(situation: Situation): Promise<Deed | null> {
  const { random, now, world } = situation;
  const service = await oneServiceOf(situation, ({ is_recurring }) => is_recurring);
  const itemId = random.pick(random.chance(0.8) ? world.itemIds.slice(0, 7) : world.itemIds);
  if (!service || itemId === undefined) return null;
  const changes: ScheduledChange[] = [
    { kind: 'plan', itemId },
    { kind: 'stop', hold: HOLD, reason: 'Simulated' },
    { kind: 'unstop', hold: HOLD, reason: 'Simulated' },
    { kind: 'pause', until: dayAfter(now, random.int(31, 50)) },
    { kind: 'resume' },
    { kind: 'fields', fields: { priority: random.int(1, 5) } },
  ];
  const change = random.pick(changes);
  if (!change) return null;
  const input = { serviceId: service.id, effectiveDate: dayAfter(now, random.int(1, 30)), change };
  return {
    name: `plan ${change.kind} of ${service.id}`,
    run: () => scheduleChange(staff(now), input),
  };
}

export async function changeFields(situation: Situation): Promise<Deed | null> {
  const { random, now } = situation;
  const service = await oneServiceOf(situation, ({ is_recurring }) => is_recurring);
  if (!service) return null;
  const fields = random.pick([
    { customPriceMinor: BigInt(random.int(0, 3_000)) },
    { customPriceMinor: null },
    { priority: random.int(1, 5) },
    { quantity: random.int(1, 3) },
    { customPriceMinor: BigInt(random.int(0, 60)) },
    {
      intervalCount: random.int(1, 3),
      intervalUnit: random.pick(['day', 'week', 'month'] as const) ?? 'week',
    },
    { endDate: dayAfter(now, random.int(0, 60)) },
    { endDate: null },
  ]);
  if (!fields) return null;
  const input = { serviceId: service.id, fields };
  return {
    name: `change ${Object.keys(fields).join(', ')} of ${service.id}`,
    run: () => changeService(staff(now), input),
  };
}

async function changeStatus({ customerId, now, random }: Situation): Promise<Deed | null> {
  const [row] = await getSql()<
    { status: string }[]
  >`select status from customers where id = ${customerId}`;
  const status = row?.status !== 'active' ? 'active' : random.chance(0.5) ? 'blocked' : 'inactive';
  return {
    name: `customer becomes ${status}`,
    run: () => changeCustomerStatus(staff(now), { customerId, status, reason: 'Simulated' }),
  };
}

async function archive(situation: Situation): Promise<Deed | null> {
  const service = await oneServiceOf(situation, () => true);
  if (!service) return null;
  const { now, random } = situation;
  const offer = random.chance(0.7)
    ? await previewArchive(staff(now), { serviceId: service.id })
    : null;
  const refund = offer?.kind === 'refund' ? { minor: offer.refundMinor, at: offer.at } : undefined;
  const input = { serviceId: service.id, reason: 'Simulated', refund };
  return {
    name: `archive service ${service.id}`,
    run: () => archiveService(staff(now), input),
  };
}
