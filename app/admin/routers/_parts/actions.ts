'use server';

import type { Route } from 'next';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { type Answer, ask, give, say } from '@/app/_forms/answer';
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
import { EditRouterForm, NewRouterForm } from '../_form/router-form-schema';
import type { RouterQuestion } from '../_form/save-router';

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
    const { isOff, password } = input;
    const change = await changeRouter(ctx, input);
    if (change.kind === 'asks') {
      const { services } = change;
      return ask({ services, isOff, hasPassword: password !== null } satisfies RouterQuestion);
    }
    redirect(`/admin/routers/${input.routerId}` as Route);
  },
});

/** Returns the router's certificate; stores nothing. */
export const lookAtCertificate = staffAction({
  schema: z.object({ routerId: z.number().int().positive() }),
  run: async (ctx, { routerId }) => {
    const { host, port } = await getRouterDetail(ctx, routerId);
    const seen = await inspectRouterCertificate(ctx, { host, port });
    if (seen.kind === 'failed') return say('admin-routers.certificate', `failed.${seen.failure}`);
    const { fingerprint256, subject } = seen.certificate;
    const validTo = (await getOperatorFormats()).dateTime(new Date(seen.certificate.validTo));
    const said = say('admin-routers.certificate', 'seen');
    return give({ fingerprint256, subject, validTo }, said);
  },
});

export const pinCertificate = staffAction({
  schema: AcceptCertificate,
  run: async (ctx, input) => {
    await acceptCertificate(ctx, input);
    return done(input.routerId, 'certificate.accepted');
  },
});

/** Returns the findings, which the screen shows check by check. */
export const testConnection = staffAction({
  schema: TestRouterConnection,
  run: async (ctx, input) => {
    const data = await testRouterConnection(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    return give(data, say('admin-routers.test', data.kind));
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
    return sayCompared(result, input.isRepairing);
  },
});

async function sayCompared(result: ReconcileResult, isRepairing: boolean): Promise<Answer> {
  const words = 'admin-routers.drift';
  if (result.kind === 'off' || result.kind === 'busy') return say(words, result.kind);
  if (result.kind === 'unreachable') {
    const t = await getTranslations('routers.failure');
    return say(words, 'unreachable', { reason: t(result.failure) });
  }
  const counts = {
    services: result.services,
    found: result.found.length,
    left: result.remaining.length,
  };
  return say(words, isRepairing ? 'repaired' : 'compared', counts);
}

function done(routerId: number, key: string): Promise<Answer> {
  revalidatePath(`/admin/routers/${routerId}`, 'layout');
  return say('admin-routers', key);
}
