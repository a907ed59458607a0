import { getTranslations } from 'next-intl/server';

/** Names the actor: a person, or the part of the product that acted automatically. */
export async function actorWords(): Promise<
  (row: { actor: string; actorName: string | null }) => string
> {
  const t = await getTranslations('admin-customers.history');
  return ({ actor, actorName }) => {
    if (actorName !== null) return actorName;
    const [kind = '', detail = ''] = actor.split(':');
    if (kind === 'system') return t('system', { job: detail });
    if (kind === 'webhook') return t('webhook');
    return kind === 'subscriber' ? t('subscriber') : t('staff');
  };
}
