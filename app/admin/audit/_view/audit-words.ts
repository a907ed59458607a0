import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { AuditView } from '@/lib/screens/admin/audit';

export type AuditWords = {
  actionOf: (action: string) => string;
  actorOf: (actor: AuditView['actor']) => string;
  subjectOf: (subject: AuditView['subject']) => string;
  /** Address of an entry's subject; undefined when it has no page. */
  hrefOf: (subject: AuditView['subject']) => string | undefined;
};

const pages: Record<string, string> = {
  customer: '/admin/customers/',
  service: '/admin/services/',
  router: '/admin/routers/',
  item: '/admin/catalogue/',
  'top-up': '/admin/money/top-ups/',
  run: '/admin/jobs/runs/',
};

/** Names actions, actors and subjects; unknown ones are shown as they are. */
export async function getAuditWords(): Promise<AuditWords> {
  const t = await getTranslations('admin-audit');
  return {
    // Dots would nest in the catalogue.
    actionOf: (action) => {
      const key = `action.${action.replaceAll('.', '_')}`;
      return t.has(key) ? t(key) : action;
    },
    actorOf: ({ kind, label, name }) => {
      if (name !== null) return name;
      const rest = label.slice(label.indexOf(':') + 1);
      return t(`actor.${kind}`, { name: rest });
    },
    subjectOf: ({ kind, id }) => {
      const word = t.has(`subject.${kind}`) ? t(`subject.${kind}`) : kind;
      return t('subjectOf', { word, id: id.length > 12 ? `${id.slice(0, 8)}…` : id });
    },
    hrefOf: ({ kind, id }) => {
      const page = pages[kind];
      return page === undefined ? undefined : `${page}${encodeURIComponent(id)}`;
    },
  };
}
