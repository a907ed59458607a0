/** The way of a router into service, in the order in which it is gone. */
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
  /** Verdicts of the last connection test by check; null before the first that connected. */
  checks: Record<string, string> | null;
  isMatched: boolean;
  isRehearsed: boolean;
  isInService: boolean;
};

export type SetupProgress = {
  steps: readonly { step: SetupStep; isDone: boolean }[];
  /** Where to go on; the last step when all are done. */
  next: SetupStep;
  doneCount: number;
};

/**
 * How far a router has come. Read from what is known of it, not from pages that were visited: a
 * certificate that was given up, or rules that are gone from the firewall, open their step again.
 */
export function setupProgress(facts: SetupFacts): SetupProgress {
  const { checks } = facts;
  const isDone: Record<SetupStep, boolean> = {
    address: true,
    certificate: !facts.useTls || facts.isPinned,
    login: checks !== null,
    // What the login may not look at cannot hold anybody up.
    script: checks !== null && checks['stopped_template'] !== 'bad',
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
