import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { CustomerView } from '@/lib/screens/admin/customer';

/** Explains why a customer can no longer be changed, with a link to where to continue. */
export async function ClosedNotice({ customer }: { customer: CustomerView }) {
  const { mergedInto, isErased } = customer;
  if (mergedInto !== null) {
    const t = await getTranslations('admin-customers.merge');
    return (
      <Callout
        tone="info"
        title={t('mergedTitle')}
        className="mb-5"
        action={
          <LinkButton href={`/admin/customers/${mergedInto.customerId}`} size="sm">
            {t('mergedLink', { name: mergedInto.name })}
          </LinkButton>
        }
      >
        {t('mergedText')}
      </Callout>
    );
  }
  if (!isErased) return null;
  const t = await getTranslations('admin-customers.personal');
  return (
    <Callout tone="neutral" title={t('erasedTitle')} className="mb-5">
      {t('erasedText')}
    </Callout>
  );
}
