/** What can be planned, in the order of the choice. */
export const scheduleKinds = [
  'fields',
  'plan',
  'stop',
  'unstop',
  'pause',
  'resume',
  'archive',
] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];
