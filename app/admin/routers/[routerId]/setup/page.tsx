import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Callout } from '@/app/_ui/callout';
import { can } from '@/lib/identity/rules';
import { getRouterDetail } from '@/lib/routers/queries';
import { CertificateCard } from '../../_parts/certificate-card';
import { ConnectionTestCard } from '../../_parts/connection-test-card';
import { RouterFrame } from '../../_parts/router-frame';
import { SetupScriptCard } from '../../_parts/setup-script-card';

interface SetupPageProps {
  params: Promise<{ routerId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('tabs.setup') };
}

/** The three steps that make a router ready, in the order in which they are done. */
export default async function SetupPage({ params, searchParams }: SetupPageProps) {
  const ctx = await requireStaffCtx('routers.read');
  const router = await foundPage(getRouterDetail(ctx, idFromPath((await params).routerId)));
  const { server, portal } = await searchParams;
  const t = await getTranslations('admin-routers');
  const { routerId, useTls, tlsFingerprint } = router;
  const canWrite = can(ctx.actor.role, 'routers.write');
  return (
    <RouterFrame ctx={ctx} router={router} current="setup">
      <div className="flex max-w-4xl flex-col gap-5">
        <SetupScriptCard
          username={router.username}
          server={typeof server === 'string' ? server : ''}
          portal={typeof portal === 'string' ? portal : ''}
        />
        {!canWrite && <Callout>{t('noRight')}</Callout>}
        {canWrite && useTls && <CertificateCard routerId={routerId} accepted={tlsFingerprint} />}
        {canWrite && <ConnectionTestCard routerId={routerId} step={useTls ? 3 : 2} />}
      </div>
    </RouterFrame>
  );
}
