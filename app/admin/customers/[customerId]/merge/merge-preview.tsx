import { ArrowDown, ArrowLeftRight, GitMerge } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { PostedFields } from '@/app/_forms/posted-fields';
import { TextField } from '@/app/_forms/text-fields';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Button, LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import {
  type MergedThing,
  type MergeParty,
  type MergeVerdict,
  mergedThings,
} from '@/lib/person/rules/merge';
import { shownMerge } from '@/lib/person/rules/shown-merge';
import { merge } from '../person-actions';

type MergePreviewProps = {
  preview: { from: MergeParty; into: MergeParty; verdict: MergeVerdict };
};

/** Both customers may have the same of these, so the resulting number is known only afterwards. */
const keptOnce: readonly MergedThing[] = ['addresses', 'labels', 'mails'];

/** Both customers, what moves from one to the other, and the resulting credit. */
export async function MergePreview({ preview: { from, into, verdict } }: MergePreviewProps) {
  const [t, errors, f] = await Promise.all([
    getTranslations('admin-customers.merge'),
    getTranslations('errors'),
    getOperatorFormats(),
  ]);
  const counted = mergedThings.flatMap((thing) => {
    const [moves, has] = [from.counts[thing], into.counts[thing]];
    if (moves + has === 0) return [];
    const after = keptOnce.includes(thing) ? '–' : f.count(moves + has);
    const label = t(`things.${thing}`);
    return [{ id: thing as string, label, moves: f.count(moves), has: f.count(has), after }];
  });
  const money = (['wallet', 'postpaid'] as const).flatMap((kind) => {
    const [moves, has] = [from[`${kind}Minor`], into[`${kind}Minor`]];
    if (kind === 'postpaid' && moves === 0n && has === 0n) return [];
    const after = f.money(moves + has);
    return [
      { id: kind as string, label: t(kind), moves: f.money(moves), has: f.money(has), after },
    ];
  });
  const base = `/admin/customers/${from.customerId}/merge`;
  return (
    <>
      <div className="grid items-center gap-3 sm:grid-cols-[1fr_auto_1fr]">
        <Party title={t('from')} party={from} />
        <ArrowDown aria-hidden className="mx-auto size-5 text-ink-muted sm:-rotate-90" />
        <Party title={t('into')} party={into} />
      </div>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={base} size="sm" variant="ghost">
          {t('other')}
        </LinkButton>
        <LinkButton
          href={`/admin/customers/${into.customerId}/merge?into=${from.customerId}`}
          size="sm"
          variant="ghost"
          icon={<ArrowLeftRight aria-hidden />}
        >
          {t('swap')}
        </LinkButton>
      </div>
      {!verdict.allowed && (
        <Callout tone="warning" title={t('blocked')}>
          {errors(verdict.why, {} as never)}
        </Callout>
      )}
      <Card title={t('preview')} footer={t('same')} flush>
        <SimpleTable
          label={t('preview')}
          rows={[...money, ...counted]}
          rowId={(row) => row.id}
          columns={[
            { id: 'thing', header: t('thing'), role: 'title', cell: (row) => row.label },
            { id: 'moves', header: t('moves'), align: 'end', cell: (row) => row.moves },
            { id: 'has', header: t('has'), align: 'end', cell: (row) => row.has },
            { id: 'after', header: t('afterwards'), align: 'end', cell: (row) => row.after },
          ]}
        />
      </Card>
      {verdict.allowed && from.isStoppedByDispute !== into.isStoppedByDispute && (
        <Callout tone="warning" title={t('disputeTitle')}>
          {t('disputeText', {
            disputed: from.isStoppedByDispute ? from.name : into.name,
            other: from.isStoppedByDispute ? into.name : from.name,
          })}
        </Callout>
      )}
      {verdict.allowed && <Confirm from={from} into={into} />}
    </>
  );
}

async function Party({ title, party }: { title: string; party: MergeParty }) {
  const [admin, f] = await Promise.all([getTranslations('admin-customers'), getOperatorFormats()]);
  const facts = [
    admin(`status.${party.status}`),
    party.email,
    party.phone,
    f.date(party.createdAt),
  ];
  return (
    <section className="min-w-0 rounded-lg border border-line bg-surface-raised p-4">
      <h3 className="text-ink-muted text-xs">{title}</h3>
      <p className="mt-1 font-semibold [overflow-wrap:anywhere]">
        {party.name} <span className="font-normal text-ink-muted">#{party.customerId}</span>
      </p>
      <p className="mt-1 text-ink-muted text-xs [overflow-wrap:anywhere]">
        {facts.filter((fact) => fact !== null).join(' · ')}
      </p>
    </section>
  );
}

async function Confirm({ from, into }: { from: MergeParty; into: MergeParty }) {
  const t = await getTranslations('admin-customers.merge');
  const field = namedFields(t);
  return (
    <div>
      <ConfirmDialog
        trigger={
          <Button variant="primary" icon={<GitMerge aria-hidden />}>
            {t('submit', { name: into.name })}
          </Button>
        }
        title={t('confirmTitle', { from: from.name, into: into.name })}
        confirmLabel={t('submit', { name: into.name })}
        action={merge}
        fields={
          <>
            <input type="hidden" name="fromId" value={from.customerId} />
            <input type="hidden" name="intoId" value={into.customerId} />
            <PostedFields name="shown" value={shownMerge({ from, into })} />
            <TextField {...field('reason')} maxLength={500} />
          </>
        }
      >
        {t('confirmText')}
      </ConfirmDialog>
    </div>
  );
}
