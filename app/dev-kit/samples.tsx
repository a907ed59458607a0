import type { TableSpec } from '@/app/_tables/table-query';
import type { TimelineStep } from '@/app/_ui/timeline';
import type { Tone } from '@/app/_ui/tone';
import type { Formats } from '@/lib/kit/format';

export function RouterSteps(f: Formats): TimelineStep[] {
  const at = (seconds: number) => f.timeExact(new Date(1_795_000_000_000 + seconds * 1000));
  return [
    { id: 'paid', title: 'Payment received', state: 'done', time: at(0) },
    { id: 'credit', title: 'Credit added', state: 'done', time: at(1) },
    {
      id: 'router',
      title: 'Updating the router',
      state: 'now',
      time: at(2),
      detail: 'Trying again in 30 s (attempt 2).',
    },
    {
      id: 'failed',
      title: 'Receipt mailed',
      state: 'failed',
      detail: 'The mail server refused it. It is tried again.',
    },
    { id: 'online', title: 'Online', state: 'waiting' },
  ];
}

export type SampleCustomer = {
  id: string;
  name: string;
  email: string;
  status: { label: string; tone: Tone };
  balance: bigint;
  usedBytes: bigint;
  since: string;
};

const names = [
  'Ann Smith',
  'Béla Kovács',
  'Chidi Okafor',
  'Dana Levi',
  'Emeka Nwosu',
  'Fatima Zahra',
  'Grace Hopper-Vanderbilt of Lower Saxony',
  'Hiro Tanaka',
];
const statuses: SampleCustomer['status'][] = [
  { label: 'Active', tone: 'positive' },
  { label: 'Stopped', tone: 'warning' },
  { label: 'Disabled', tone: 'danger' },
  { label: 'Pending', tone: 'info' },
];

export const sampleCustomers: SampleCustomer[] = names.map((name, index) => ({
  id: String(1001 + index),
  name,
  email: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.com`,
  status: statuses[index % 4] ?? { label: 'Archived', tone: 'neutral' },
  balance: BigInt(index * 1234 - 500),
  usedBytes: BigInt(index) * 7_300_000_000n,
  since: `2026-0${1 + index}-14`,
}));

export const sampleSpec: TableSpec = {
  id: 'dev-kit',
  sortable: ['name', 'balance'],
  defaultSort: { column: 'name', direction: 'asc' },
  filters: ['status', 'label'],
};
