import type { StopRules } from '@/lib/kit/router-words';

/** The setup steps of a router, in order. */
export const setupSteps = [
  'address',
  'certificate',
  'login',
  'script',
  'rows',
  'rehearsal',
  'service',
] as const;
export type SetupStep = (typeof setupSteps)[number];

export type SetupFacts = {
  useTls: boolean;
  isPinned: boolean;
  /** Results of the last connection test, by check; null before the first test that connected. */
  checks: Record<string, string> | null;
  /** What the last look saw of the script's rules, which may be later than the test. */
  stopRules: StopRules | null;
  isMatched: boolean;
  isRehearsed: boolean;
  isInService: boolean;
};

export type SetupProgress = {
  steps: readonly { step: SetupStep; isDone: boolean }[];
  /** The step to continue with; the last step when all are done. */
  next: SetupStep;
  doneCount: number;
};

/**
 * Computes the setup progress from the facts, not from visited pages: a certificate that was given up, or firewall
 * rules that were removed, reopen their step.
 */
export function setupProgress(facts: SetupFacts): SetupProgress {
  const { checks } = facts;
  const isDone: Record<SetupStep, boolean> = {
    address: true,
    certificate: !facts.useTls || facts.isPinned,
    login: checks !== null,
    script: checks !== null && isScriptPasted(facts, checks),
    rows: facts.isMatched,
    rehearsal: facts.isRehearsed,
    service: facts.isInService,
  };
  const steps = setupSteps.map((step) => ({ step, isDone: isDone[step] }));
  return {
    steps,
    next: steps.find((step) => !step.isDone)?.step ?? 'service',
    doneCount: steps.filter((step) => step.isDone).length,
  };
}

/**
 * A check that the login may not read does not block the setup. One that was never made does: the router was checked
 * before the script had these rules. What the last look saw replaces an earlier test.
 */
function isScriptPasted({ stopRules }: SetupFacts, checks: Record<string, string>): boolean {
  if (stopRules !== null) return stopRules === 'in_place';
  return ['stopped_template', 'ipv6_template'].every(
    (check) => checks[check] !== undefined && !['bad', 'unmade'].includes(checks[check]),
  );
}
