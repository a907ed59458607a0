import { runTask } from '../support/progress';
import { runTool } from '../support/tools';

await runTask(() => runTool('drizzle-kit', ['generate', ...process.argv.slice(2)]));
