import 'server-only';
import { getTranslations } from 'next-intl/server';

export type JobWords = {
  /** Display name of a function, by its id with or without the app's prefix. */
  nameOf: (functionId: string) => string;
  /** Every job in the catalogue by name: choices for a filter. */
  known: { value: string; label: string }[];
  /** Its purpose in a sentence; empty when it is not in the catalogue. */
  textOf: (functionId: string) => string;
  /** When a cron expression fires. */
  cronOf: (cron: string) => string;
  /** What triggered a run. */
  causeOf: (causeKey: string) => string;
};

/** Describes ids, cron expressions and causes; unknown ones are shown as they are. */
export async function getJobWords(): Promise<JobWords> {
  const t = await getTranslations('admin-jobs');
  const keyOf = (functionId: string) => functionId.replace(/^netpurse-/, '');
  const known = Object.entries(t.raw('job') as Record<string, { name: string }>)
    .map(([value, { name }]) => ({ value, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return {
    known,
    nameOf: (id) => {
      const key = keyOf(id);
      return t.has(`job.${key}.name`) ? t(`job.${key}.name`) : key;
    },
    textOf: (id) => {
      const key = keyOf(id);
      return t.has(`job.${key}.text`) ? t(`job.${key}.text`) : '';
    },
    cronOf: (cron) => {
      const { key, values } = readCron(cron);
      return key === 'other' ? cron : t(`cron.${key}`, values);
    },
    causeOf: (cause) => {
      const kind = cause.split(':')[0] ?? '';
      return t.has(`cause.${kind}`) ? t(`cause.${kind}`) : cause;
    },
  };
}

type CronWords = { key: string; values: Record<string, string | number> };

/** Supports the forms of schedule in use; times of day are UTC. */
function readCron(cron: string): CronWords {
  const [minute = '', hour = '', ...rest] = cron.trim().split(/\s+/);
  const isEveryDay = rest.length === 3 && rest.every((field) => field === '*');
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  const isFixed = /^\d+$/.test(minute);
  if (isEveryDay && hour === '*') {
    if (minute === '*') return { key: 'minutes', values: { count: 1 } };
    if (every !== undefined) return { key: 'minutes', values: { count: Number(every) } };
    if (isFixed) return { key: 'hourly', values: { minute: minute.padStart(2, '0') } };
  }
  if (isEveryDay && isFixed && /^\d+$/.test(hour)) {
    return {
      key: 'daily',
      values: { time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` },
    };
  }
  return { key: 'other', values: {} };
}
