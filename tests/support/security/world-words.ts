import { newId } from '@/lib/kit/ids';
import type { StaffRole } from '@/lib/kit/words';

/** Plain text that belongs to customer A alone and must never reach anyone else. */
export const secrets = {
  password: 'seven tall birds at dusk',
  routerPassword: 'router-secret-4711',
  pppPassword: 'ppp-secret-0815',
  servicePassword: 'household-secret-42',
} as const;

/** Unique per run, so that a world can be created again on the same database. */
export const tag = newId().slice(-8);

export const markers = {
  // Long, with an unbreakable word, because such names are what layouts forget.
  name: `Amara Oyelaran-Quist Featherstonehaugh-Wolfeschlegelsteinhausenbergerdorff ${tag}`,
  email: `amara.quist.${tag}@privacy.example`,
  phone: '+49 30 5550 7734',
  street: 'Zwiebelgasse 7734',
  login: `ppp-amara-${tag}`,
  note: 'Remark seven-seven-three-four',
  document: `Contract 7734 ${tag}`,
} as const;

export const otherEmail = `bertil.${tag}@privacy.example`;
export const staffEmail = (role: StaffRole) => `${role}.${tag}@privacy.example`;
