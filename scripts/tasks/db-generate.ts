import { runTool } from '../support/tools';
import { runTask } from '../support/progress';

await runTask(() => runTool('drizzle-kit', ['generate', ...process.argv.slice(2)]));
