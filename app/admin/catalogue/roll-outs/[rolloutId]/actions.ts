'use server';

import { staffAction } from '@/app/_operator/staff-action';
import { ResumeRollout, resumeRollout } from '@/lib/rollouts/resume-rollout';

export const resumeRolloutAction = staffAction({ schema: ResumeRollout, run: resumeRollout });
