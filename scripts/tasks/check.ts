import { runTask } from '@/host/progress';
import { checks, runChecks } from '../support/checks';

await runTask(async () => {
  const { passed, failed } = await runChecks(checks.all);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
});
