import { migrate, openDatabase } from '../support/database';
import { completeEnvironment, dataFolder } from '../support/home';
import { runTask } from '../support/progress';

await runTask(async () => {
  const data = dataFolder();
  completeEnvironment(data);
  const database = await openDatabase(data);
  try {
    await migrate(database);
  } finally {
    // A server that somebody else started, such as a running demo, is left to them.
    if (!database.adopted) await database.stop();
  }
  process.stdout.write(`\n  Ready: secrets and database are in ${data}.\n`);
});
