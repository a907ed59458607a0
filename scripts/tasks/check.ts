import { checks, runChecks } from '../support/checks';
import { runTask } from '../support/progress';

await runTask(async () => {
  const { passed, failed } = await runChecks(checks.all);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
});
