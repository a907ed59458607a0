/** The periodic jobs, and the seconds of silence after which health turns red: about three intervals of each. */
export const allSweeps = {
  'sweep-recurrences': 180,
  'sweep-service-dates': 180,
  'sweep-scheduled-changes': 180,
  'sweep-waiting-orders': 900,
  'sweep-pending-top-ups': 1_800,
  'sweep-refunds': 1_800,
  'sweep-stripe-events': 3 * 3_600,
  'resweep-routers': 900,
  'reconcile-routers': 2 * 86_400,
  'poll-usage': 900,
  'sweep-allocations': 180,
  'recheck-services': 180,
  'deliver-notifications': 180,
  'prune-notifications': 2 * 86_400,
  'prune-usage': 2 * 86_400,
  'prune-identity': 2 * 86_400,
  'prune-jobs': 2 * 86_400,
} as const;

export type SweepName = keyof typeof allSweeps;

export function isSweep(name: string): name is SweepName {
  return Object.hasOwn(allSweeps, name);
}
