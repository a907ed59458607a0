import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';
import { connectHouseholds } from './seed/households';
import { seedWorld } from './seed/world';

export type SignIn = { who: string; email: string; password: string };

export type SeedOptions = { routers: readonly RouterSimulator[] };

const PASSWORD = 'demo-netpurse';

const demoSignIns: readonly SignIn[] = [
  { who: 'Subscriber', email: 'subscriber@demo.netpurse.example', password: PASSWORD },
  { who: 'Staff (admin)', email: 'admin@demo.netpurse.example', password: PASSWORD },
  { who: 'Staff (support)', email: 'support@demo.netpurse.example', password: PASSWORD },
];

/** Fills an empty database with the demo data; leaves a database that already has data untouched. */
export async function seedDemo({ routers }: SeedOptions): Promise<SignIn[]> {
  const now = new Date();
  const rows = await getDb().execute(sql`select 1 from settings`);
  if (rows.length === 0)
    await seedWorld({ actor: { kind: 'system', job: 'demo-seed' }, now }, routers);
  await connectHouseholds(routers);
  return [...demoSignIns];
}
