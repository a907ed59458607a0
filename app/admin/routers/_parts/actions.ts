'use server';

import type { Route } from 'next';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffAction } from '@/app/_operator/staff-action';
import { AcceptCertificate, acceptCertificate } from '@/lib/routers/accept-certificate';
import { ApproveAdoption, approveAdoption } from '@/lib/routers/approve-adoption';
import { changeRouter } from '@/lib/routers/change-router';
import { inspectRouterCertificate } from '@/lib/routers/inspect-router-certificate';
import { beginSetup } from '@/lib/routers/onboarding/begin-setup';
import {
  type ReconcileResult,
  ReconcileRouter,
  reconcileRouter,
} from '@/lib/routers/reconcile-router';
import { RequestSync, requestSync } from '@/lib/routers/request-sync';
import { TestRouterConnection, testRouterConnection } from '@/lib/routers/test-router-connection';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { SyncService, syncService } from '@/lib/services/sync-service';
import { RequestPoll, requestPoll } from '@/lib/usage/request-poll';
import { EditRouterForm, NewRouterForm } from './router-form-schema';

export const addRouter = staffAction({
  schema: NewRouterForm,
  run: async (ctx, input) => {
    const { routerId } = await beginSetup(ctx, { ...input, certificate: null });
    redirect(`/admin/routers/${routerId}/setup` as Route);
  },
});

export const editRouter = staffAction({
  schema: EditRouterForm,
  run: async (ctx, input) => {
    await changeRouter(ctx, input);
    redirect(`/admin/routers/${input.routerId}` as Route);
  },
});

/** Answers with what the router shows; nothing is stored. */
export const lookAtCertificate = staffAction({
  schema: z.object({ routerId: z.number().int().positive() }),
  run: async (ctx, { routerId }) => {
    const { host, port } = await getRouterDetail(ctx, routerId);
    const seen = await inspectRouterCertificate(ctx, { host, port });
    const t = await getTranslations('admin-routers.certificate');
    if (seen.kind === 'failed') return { message: t(`failed.${seen.failure}`) };
    const { fingerprint256, subject } = seen.certificate;
    const validTo = (await getOperatorFormats()).dateTime(new Date(seen.certificate.validTo));
    return { message: t('seen'), data: { fingerprint256, subject, validTo } };
  },
});

export const pinCertificate = staffAction({
  schema: AcceptCertificate,
  run: async (ctx, input) => {
    await acceptCertificate(ctx, input);
    return done(input.routerId, 'certificate.accepted');
  },
});

/** Answers with what was found, for the screen to show check by check. */
export const testConnection = staffAction({
  schema: TestRouterConnection,
  run: async (ctx, input) => {
    const data = await testRouterConnection(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    const t = await getTranslations('admin-routers.test');
    return { message: t(data.kind), data };
  },
});

export const syncNow = staffAction({
  schema: RequestSync,
  run: async (ctx, input) => {
    await requestSync(ctx, input);
    return done(input.routerId, 'work.syncAsked');
  },
});

export const pollNow = staffAction({
  schema: RequestPoll,
  run: async (ctx, input) => {
    await requestPoll(ctx, input);
    return done(input.routerId, 'work.pollAsked');
  },
});

export const pushAgain = staffAction({
  schema: SyncService.extend({ routerId: z.number().int().positive() }),
  run: async (ctx, { routerId, serviceId }) => {
    await syncService(ctx, { serviceId });
    return done(routerId, 'work.pushAsked');
  },
});

export const adopt = staffAction({
  schema: ApproveAdoption,
  run: async (ctx, input) => {
    await approveAdoption(ctx, input);
    return done(input.routerId, 'work.adopted');
  },
});

export const compare = staffAction({
  schema: ReconcileRouter,
  run: async (ctx, input) => {
    const result = await reconcileRouter(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    return { message: await inWords(result, input.isRepairing) };
  },
});

async function inWords(result: ReconcileResult, isRepairing: boolean): Promise<string> {
  const [t, words] = await Promise.all([
    getTranslations('admin-routers.drift'),
    getTranslations('routers'),
  ]);
  if (result.kind === 'off' || result.kind === 'busy') return t(result.kind);
  if (result.kind === 'unreachable') {
    return t('unreachable', { reason: words(`failure.${result.failure}`) });
  }
  const counts = {
    services: result.services,
    found: result.found.length,
    left: result.remaining.length,
  };
  return t(isRepairing ? 'repaired' : 'compared', counts);
}

async function done(routerId: number, key: string) {
  revalidatePath(`/admin/routers/${routerId}`, 'layout');
  const t = await getTranslations('admin-routers');
  return { message: t(key) };
}
