import { runTask } from '@/host/progress';
import { runJourneys } from '../support/run-journeys';

await runTask(async () => {
  const { passed, failed } = await runJourneys(process.argv.slice(2));
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
});
