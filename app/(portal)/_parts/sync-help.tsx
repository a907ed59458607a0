import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperator } from '@/app/_operator/operator';
import { CopyButton } from '@/app/_ui/copy-button';
import { askRouterAgain } from './actions';
import { getWords } from './words';

type SyncHelpProps = {
  serviceId: number;
  /** Reference for support. */
  reference: string;
};

/** Shown when the network takes long: a button to check again, and a reference to quote. */
export async function SyncHelp({ serviceId, reference }: SyncHelpProps) {
  const [{ t }, { supportContact }] = await Promise.all([getWords(), getOperator()]);
  return (
    <section aria-labelledby="sync-help" className="rounded-lg bg-surface-sunken p-4">
      <h2 id="sync-help" className="font-semibold">
        {t('sync.title')}
      </h2>
      <p className="mt-1 mb-3 text-pretty text-ink-muted">{t('sync.text')}</p>
      <Form action={askRouterAgain} label={t('sync.ask')} messageAt="bottom">
        <input type="hidden" name="serviceId" value={serviceId} />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <SubmitButton variant="secondary">{t('sync.ask')}</SubmitButton>
          <span className="flex min-w-0 items-center gap-1 text-ink-muted text-xs">
            <span className="truncate">{t('sync.reference', { reference })}</span>
            <CopyButton text={reference} label={t('sync.copy')} />
          </span>
        </div>
      </Form>
      {supportContact !== '' && (
        <p className="mt-2 text-ink-muted text-xs">{t('nav.help', { contact: supportContact })}</p>
      )}
    </section>
  );
}
