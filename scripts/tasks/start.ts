import path from 'node:path';
import { startAppServer, tellEnd, tryPort } from '@/host/app-server';
import { ensureBuild } from '@/host/build';
import { takeOwnership } from '@/host/claim';
import { migrate, openDatabase } from '@/host/database';
import { completeEnvironment, dataFolder } from '@/host/home';
import { Refusal, runTask, step } from '@/host/progress';
import { onShutdown, untilShutdown } from '@/host/shutdown';
import { requireKeys } from '../support/keys';

/** Runs production with the operator's own Stripe, routers, SMTP and, if configured, PostgreSQL. */
await runTask(async () => {
  const data = dataFolder();
  completeEnvironment(data);
  const port = Number(process.env['PORT'] ?? 3000);
  if (!process.env['APP_URL'])
    throw new Refusal('APP_URL is missing: set it to the URL people open.');
  const ownership = await takeOwnership(path.join(data, 'start.json'));
  onShutdown(async () => ownership.release());
  if ((await tryPort(port)) === undefined) {
    throw new Refusal(`Port ${port} is taken or not allowed: choose another with PORT.`);
  }
  await ensureBuild(data);
  const database = await openDatabase(data);
  onShutdown(database.stop);
  await migrate(database);
  await requireKeys(database.url);
  const app = startAppServer({
    mode: 'start',
    port,
    env: { NODE_ENV: 'production', DATABASE_URL: database.url },
    logFile: path.join(data, 'logs', 'app.log'),
    onStarted: ownership.addChild,
    onEnded: tellEnd,
  });
  onShutdown(app.stop);
  await step('Starting the application', app.ready);
  process.stdout.write(
    `\n  Netpurse answers on 127.0.0.1:${port}; put a TLS proxy in front of it.\n`,
  );
  await untilShutdown();
});
