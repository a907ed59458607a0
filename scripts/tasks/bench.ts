import { dataFolder, root } from '@/host/home';
import { Refusal, runTask } from '@/host/progress';
import { runBench } from '@/tests/bench/run';

await runTask(async () => {
  const args = process.argv.slice(2);
  const [name] = args.filter((arg) => !arg.startsWith('--'));
  if (name === undefined) throw new Refusal('Which bench? For example: npm run bench -- commit');
  await runBench({ root, data: dataFolder(), name, isJson: args.includes('--json') });
});
