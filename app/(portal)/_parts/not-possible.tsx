import type { EndedSheet } from '@/app/_live/kept-step';
import { refusalMessage } from '@/app/_operator/refusal-message';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import type { DomainError } from '@/lib/kit/errors';
import { getWords } from './words';

/** An order that cannot be placed now: the reason, and a link back. */
export async function NotPossible({ error, backHref }: { error: DomainError; backHref: string }) {
  const [{ t }, reason] = await Promise.all([getWords(), refusalMessage(error)]);
  const wayOut = wayOutOf(error, backHref);
  return (
    <section className="rounded-lg border border-line bg-surface-raised shadow-card">
      <EmptyState
        title={t('sheet.notPossible')}
        action={<LinkButton href={wayOut.href}>{t(wayOut.label)}</LinkButton>}
      >
        {reason}
      </EmptyState>
    </section>
  );
}

/** The same for a sheet that is open when its order stops being possible. */
export async function endedSheet(error: DomainError, backHref: string): Promise<EndedSheet> {
  const [{ t }, reason] = await Promise.all([getWords(), refusalMessage(error)]);
  const { href, label } = wayOutOf(error, backHref);
  return { title: t('sheet.notPossible'), reason, href, link: t(label) };
}

/** Leads to the service that is renewed instead, if there is one. */
function wayOutOf({ key, params }: DomainError, backHref: string) {
  return key === 'renew_first'
    ? ({ href: `/services/${params['serviceId']}`, label: 'sheet.renewInstead' } as const)
    : ({ href: backHref, label: 'sheet.back' } as const);
}
