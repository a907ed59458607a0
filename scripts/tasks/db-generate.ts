import { runTask } from '@/host/progress';
import { runTool } from '@/host/tools';

await runTask(() => runTool('drizzle-kit', ['generate', ...process.argv.slice(2)]));
