'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { type Answer, ask, give, say } from '@/app/_forms/answer';
import { getOperatorFormats } from '@/app/_operator/operator';
import { orRefresh } from '@/app/_operator/or-refresh';
import { staffAction } from '@/app/_operator/staff-action';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { DomainError } from '@/lib/kit/errors';
import { ArchiveService, archiveService } from '@/lib/lifecycle/archive-service';
import { deleteService } from '@/lib/lifecycle/delete-service';
import { PauseService, pauseService } from '@/lib/lifecycle/pause-service';
import { ResumeService, resumeService } from '@/lib/lifecycle/resume-service';
import { StaffHold, stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { CancelPlanChange, cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import {
  type ArchivePreview,
  ArchivePreviewQuery,
  previewArchive,
} from '@/lib/screens/admin/archive';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { SyncService, syncService } from '@/lib/services/sync-service';

import { type ArchiveQuestion, archiveQuestion } from './archive-question';

const ReasonedAct = StaffHold.omit({ hold: true });

function done(key: string): Promise<Answer> {
  refresh();
  return say('admin-services.dialog', `${key}.done`);
}

export const stop = staffAction({
  schema: ReasonedAct,
  run: async (ctx, input) => {
    await stopService(ctx, { ...input, hold: 'staff_stopped' });
    return done('stop');
  },
});

export const unstop = staffAction({
  schema: ReasonedAct,
  run: async (ctx, input) => {
    await unstopService(ctx, { ...input, hold: 'staff_stopped' });
    return done('unstop');
  },
});

export const disable = staffAction({
  schema: ReasonedAct,
  run: async (ctx, input) => {
    await stopService(ctx, { ...input, hold: 'staff_disabled' });
    return done('disable');
  },
});

export const enable = staffAction({
  schema: ReasonedAct,
  run: async (ctx, input) => {
    await unstopService(ctx, { ...input, hold: 'staff_disabled' });
    return done('enable');
  },
});

export const pause = staffAction({
  schema: PauseService.extend({ until: PauseService.shape.until.default(null) }),
  run: async (ctx, input) => {
    await pauseService(ctx, input);
    return done('pause');
  },
});

export const resume = staffAction({
  schema: ResumeService,
  run: async (ctx, input) => {
    await resumeService(ctx, input);
    return done('resume');
  },
});

export const syncNow = staffAction({
  schema: SyncService,
  run: async (ctx, input) => {
    await syncService(ctx, input);
    return done('sync');
  },
});

/** What is shown is sent back; "decided" says that something was. */
const ArchiveForm = ArchiveService.omit({ refund: true }).extend({
  decided: z.boolean(),
  givesBack: z.boolean(),
  shownMinor: z.coerce.bigint().positive().optional(),
  shownAt: z.coerce.date().optional(),
});

export const archive = staffAction({
  schema: ArchiveForm,
  run: async (ctx, { decided, givesBack, shownMinor: minor, shownAt: at, ...input }) => {
    const shown = minor !== undefined && at !== undefined ? { minor, at } : null;
    // The dialog may have shown nothing yet, or opened before there was something to decide.
    const unseen = decided ? null : await previewArchive(ctx, input);
    if (unseen) return ask(await questionOf(unseen, unseen.kind === 'refund' ? 0n : undefined));
    const refund = givesBack && shown ? shown : undefined;
    try {
      await archiveService(ctx, { ...input, refund });
    } catch (error) {
      const isChanged = error instanceof DomainError && error.key === 'archive_refund_changed';
      if (!isChanged || !refund) throw error;
      return ask(await questionOf(await previewArchive(ctx, input), refund.minor));
    }
    return done('archive');
  },
});

/** What a service gives back when it is archived, for the dialog that opens. */
export const lookAtArchive = staffAction({
  schema: ArchivePreviewQuery,
  run: async (ctx, input) => give(await questionOf(await previewArchive(ctx, input))),
});

async function questionOf(
  offer: ArchivePreview | null,
  wasMinor?: bigint,
): Promise<ArchiveQuestion> {
  const f = await getOperatorFormats();
  return archiveQuestion(f, { offer, wasMinor });
}

export const remove = staffAction({
  schema: SyncService,
  run: async (ctx, input) => {
    const card = await findServiceCard(ctx, input.serviceId);
    await deleteService(ctx, input);
    // The service's page no longer exists.
    return give(`/admin/customers/${card?.customerId}`, done('delete'));
  },
});

export const cancelPlan = staffAction({
  schema: CancelPlanChange.extend({ shown: CancelPlanChange.shape.shown.unwrap() }),
  run: async (ctx, input) => {
    await orRefresh(cancelPlanChange(ctx, input));
    return done('cancelPlanChange');
  },
});

export const cancelChange = staffAction({
  schema: z.object({ changeId: z.number().int().positive() }),
  run: async (ctx, input) => {
    await cancelScheduledChange(ctx, input);
    return done('cancelChange');
  },
});
