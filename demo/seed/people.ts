import type { DemoItem } from './catalogue';

/** A demo customer and their history. Amounts in minor units, times in days before today. */
export type DemoCustomer = {
  name: string;
  email: string;
  phone: string;
  /** 0 is the first router, 1 the second, 2 a site without a router. */
  router: 0 | 1 | 2;
  labels?: string[];
  services: { item: DemoItem; login?: string; since: number; hoursOff?: number }[];
  /** Credit paid in, and how many days ago. */
  paid: { amount: bigint; ago: number }[];
  /** Share of the day's traffic; 1 is a typical household. */
  appetite: number;
};

/**
 * The subscriber of the demo sign-in: two weeks paid, the third not covered by the wallet. Their service stopped this
 * morning, so the first thing to try is to bring it back.
 */
export const cutOffSubscriber: DemoCustomer = {
  name: 'Amara Okafor',
  email: 'subscriber@demo.netpurse.example',
  phone: '+44 20 7946 0101',
  router: 0,
  services: [{ item: 'weekly5', login: 'amara', since: 14, hoursOff: 3 }],
  paid: [{ amount: 1_180n, ago: 14 }],
  appetite: 0.6,
};

export const corporate: DemoCustomer = {
  name: 'Lighthouse Primary School',
  email: 'office@lighthouse.example',
  phone: '+44 20 7946 0102',
  router: 1,
  labels: ['corporate'],
  services: [{ item: 'corporate', login: 'lighthouse', since: 40 }],
  paid: [],
  appetite: 6,
};

/** Paid for a plan at a site without a router: the first thing staff see. */
export const newcomer: DemoCustomer = {
  name: 'Maya Lindqvist',
  email: 'maya@town.example',
  phone: '+44 20 7946 0103',
  router: 2,
  services: [{ item: 'home50', since: 2 }],
  paid: [{ amount: 2_400n, ago: 2 }],
  appetite: 0,
};

const names = [
  'Jonas Weber',
  'Mei-Ling Chen',
  'Aleksandra Wiśniewska',
  'Tomás Ferreira',
  'Fatima Zahra El Idrissi',
  'Oluwaseun Adeyemi-Richardson of Saint Bartholomew on the Upper Quay',
  'Priya Raman',
  'Liam O’Connor',
  'Sofia Rossi',
  'Noah Smith',
  'Ingrid Halvorsen',
  'Kwame Mensah',
  'Yuki Tanaka',
  'Elena Petrova',
  'Mateo García',
  'Hannah Schmidt',
  'Ahmed Hassan',
  'Chloé Dubois',
  'Lucas Silva',
  'Zanele Dlamini',
  'David Cohen',
  'Emma Johansson',
  'Bogdan Ionescu',
  'Grace Nakamura',
  'Samuel Osei',
  'Isabella Romano',
  'Viktor Novák',
  'Leila Haddad',
] as const;

const plans = [
  'weekly5',
  'home50',
  'unlimited',
  'home50',
  'weekly5',
] as const satisfies readonly DemoItem[];

/** The rest of the town, spread over plans, routers and payment habits by position rather than at random. */
export function townspeople(): DemoCustomer[] {
  return names.map((name, position) => {
    const item = plans[position % plans.length] ?? 'home50';
    const handle = name
      .normalize('NFKD')
      .replace(/[^A-Za-z]+/g, '.')
      .toLowerCase()
      .slice(0, 24);
    const isPhoneToo = position % 6 === 2;
    return {
      name,
      email: `${handle}@town.example`,
      phone: `+44 20 7946 ${String(200 + position).padStart(4, '0')}`,
      router: position % 3 === 0 ? 1 : 0,
      services: [
        {
          item,
          login: handle.replaceAll('.', '').slice(0, 16),
          since: 26 - (position % 20),
          hoursOff: position % 11,
        },
        ...(isPhoneToo ? [{ item: 'voice' as const, since: 20 - (position % 10) }] : []),
      ],
      paid: [
        { amount: BigInt(1_500 + (position % 7) * 900), ago: 27 },
        ...(position % 4 === 0 ? [] : [{ amount: 2_000n, ago: 5 }]),
      ],
      appetite: 0.3 + (position % 5) * 0.4,
    };
  });
}
