import path from 'node:path';
import { type AppServer, startAppServer, tellEnd, tryPort } from '@/host/app-server';
import { ensureBuild } from '@/host/build';
import { type Ownership, takeOwnership } from '@/host/claim';
import { type Database, migrate, openEmbedded } from '@/host/database';
import { completeEnvironment } from '@/host/home';
import { Refusal, step } from '@/host/progress';
import { onShutdown } from '@/host/shutdown';
import { type FrontDoor, openFrontDoor } from './front-door';
import type { SignIn } from './seed';
import { type StandIns, startStandIns } from './stand-ins';

export type DemoOptions = {
  data: string;
  /** Port of the front door; 0 picks a free one. */
  port: number;
  mode: 'start' | 'dev';
};

export type Demo = {
  url: string;
  port: number;
  databaseUrl: string;
  standIns: StandIns;
  signIns: SignIn[];
  appPid: () => number;
  stop: () => Promise<void>;
};

/** Starts the database, stand-ins, application and front door in this order; `stop` ends them in reverse. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  completeEnvironment(options.data);
  const stops: Stops = [];
  const stop = async () => {
    const faults: unknown[] = [];
    // A part that fails to stop must not keep the others running.
    for (const each of stops.splice(0).reverse()) {
      await each().catch((error: unknown) => faults.push(error));
    }
    if (faults.length > 0) throw faults[0];
  };
  onShutdown(stop);
  try {
    return { ...(await bringUp(options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Stops = Array<() => Promise<void>>;

async function bringUp(options: DemoOptions, stops: Stops): Promise<Omit<Demo, 'stop'>> {
  const ownership = await takeOwnership(path.join(options.data, 'demo.json'));
  stops.push(async () => ownership.release());
  const port = await requirePort(options.port);
  if (options.mode === 'start') await ensureBuild(options.data);

  const database = await openEmbedded(options.data);
  stops.push(keepDatabase(options.data, database));
  await migrate(database);

  const standIns = await step('Starting router, Stripe and mail stand-ins', () =>
    startStandIns({
      data: options.data,
      publicPort: port,
      authSecret: process.env['AUTH_SECRET'] ?? '',
    }),
  );
  stops.push(standIns.close);
  const url = `http://localhost:${port}`;
  const env = { ...standIns.env, DATABASE_URL: database.url, APP_URL: url, NEXTAUTH_URL: url };
  Object.assign(process.env, env);
  const signIns = await step('Loading demo data', () => seed(standIns, stops));

  const app = await step('Starting the application', () =>
    startApp(options, standIns.appPort, env, ownership, stops),
  );
  const door = await openDoor(port, standIns);
  stops.push(door.close);
  return { url, port, databaseUrl: database.url, standIns, signIns, appPid: app.pid };
}

async function seed(standIns: StandIns, stops: Stops): Promise<SignIn[]> {
  // Imported late, because the product's modules read their configuration when they load.
  const { seedDemo } = await import('./seed');
  const { closeDb } = await import('@/db/client');
  stops.push(closeDb);
  return seedDemo({ routers: standIns.routers });
}

async function startApp(
  options: DemoOptions,
  port: number,
  env: Record<string, string>,
  ownership: Ownership,
  stops: Stops,
): Promise<AppServer> {
  const app = startAppServer({
    mode: options.mode,
    port,
    env: { ...env, NODE_ENV: options.mode === 'dev' ? 'development' : 'production' },
    logFile: path.join(options.data, 'logs', 'app.log'),
    onStarted: ownership.addChild,
    onEnded: tellEnd,
  });
  stops.push(app.stop);
  await app.ready();
  return app;
}

/** Restarts a killed database on its own port, where the application's pool reconnects. */
function keepDatabase(data: string, first: Database): () => Promise<void> {
  let current = first;
  let isStopping = false;
  let revival: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (isStopping || revival !== undefined || current.isRunning()) return;
    process.stdout.write('  PostgreSQL ended and is started again.\n');
    revival = openEmbedded(data)
      .then((database) => {
        current = database;
      })
      .catch((error: unknown) => process.stderr.write(`  ${String(error)}\n`))
      .then(() => {
        revival = undefined;
      });
  }, 1000);
  return async () => {
    isStopping = true;
    clearInterval(timer);
    await revival;
    await current.stop();
  };
}

async function requirePort(wanted: number): Promise<number> {
  const port = await tryPort(wanted);
  if (port !== undefined) return port;
  if (wanted < 1024) {
    throw new Refusal(
      `This user may not listen on port ${wanted}, or it is taken: set PORT to another, for example PORT=3001 npm run demo.`,
    );
  }
  throw new Refusal(
    `Port ${wanted} is taken by another program: stop it, or choose another with PORT=${wanted + 1} npm run demo.`,
  );
}

async function openDoor(port: number, { stripe, mail, appPort }: StandIns): Promise<FrontDoor> {
  const ports: Record<string, number> = {
    'stripe.localhost': stripe.port,
    'mail.localhost': mail.webPort,
  };
  const host = process.env['NETPURSE_HOST'];
  return openFrontDoor({
    port,
    portFor: (hostname) => ports[hostname] ?? appPort,
    ...(host === undefined ? {} : { host }),
  });
}
