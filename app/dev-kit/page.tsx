import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { getFormats } from '@/lib/kit/format';
import { AdminSample } from './admin-sample';
import { PortalSample } from './portal-sample';

/** Shows every part of the kit; development only. */
export default async function DevKitPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  // biome-ignore lint/style/noProcessEnv: replaced by the bundler, so production builds contain no samples.
  if (process.env.NODE_ENV === 'production') notFound();
  const params = await searchParams;
  const f = getFormats({ currency: 'EUR', timeZone: 'Europe/Berlin', locale: 'en-GB' });
  return params['face'] === 'portal' ? (
    <PortalSample f={f} />
  ) : (
    <AdminSample f={f} searchParams={params} />
  );
}
