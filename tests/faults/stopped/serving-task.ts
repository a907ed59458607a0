import { openEmbedded } from '@/host/database';
import { dataFolder } from '@/host/home';
import { runTask } from '@/host/progress';
import { onShutdown, untilShutdown } from '@/host/shutdown';

// Serves as `npm run demo` and `npm start` do, without the build they need.
await runTask(async () => {
  const database = await openEmbedded(dataFolder());
  onShutdown(database.stop);
  process.stdout.write('serving\n');
  await untilShutdown();
});
