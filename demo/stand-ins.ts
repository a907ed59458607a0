import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@/host/app-server';
import { STOPPED_LIST } from '@/lib/routers/rules/profiles';
import { type MailCatcher, startMailCatcher } from '@/stand-ins/mail/mail-catcher';
import { type RouterSimulator, startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { type StripeStandIn, startStripeStandIn } from '@/stand-ins/stripe/stand-in';

/** Two generations of RouterOS, because their protocols differ where it matters. */
const demoRouters = [
  { identity: 'North tower', personality: '7.23', seed: 11 },
  { identity: 'Harbour', personality: '6.49', seed: 23 },
] as const;

export type StandIns = {
  stripe: StripeStandIn;
  routers: RouterSimulator[];
  mail: MailCatcher;
  /** Loopback port of the application, which receives the stand-in's webhooks. */
  appPort: number;
  /** Environment variables that point the application at the stand-ins. */
  env: Record<string, string>;
  close: () => Promise<void>;
};

export type StandInOptions = {
  data: string;
  /** Port of the front door, where browsers reach the hosted pages. */
  publicPort: number;
  /** Derives the webhook secret, so that it survives restarts without being stored. */
  authSecret: string;
};

/**
 * Starts stand-ins for every outside system, on loopback and with the real protocols. Ports and state are kept in the
 * data folder, so that router rows in the database stay valid after a restart.
 */
export async function startStandIns(options: StandInOptions): Promise<StandIns> {
  const folder = path.join(options.data, 'stand-ins');
  mkdirSync(folder, { recursive: true });
  const portsFile = path.join(folder, 'ports.json');
  const known = readPorts(portsFile);
  const appPort = await freePort(known['app']);
  const mail = await startMailCatcher();
  const webhookSecret = `whsec_${derive(options.authSecret, 'stripe-webhook')}`;
  const stripe = await startStripeStandIn({
    port: await freePort(known['stripe']),
    publicUrl: `http://stripe.localhost:${options.publicPort}`,
    webhookUrl: `http://127.0.0.1:${appPort}/api/stripe/webhook`,
    webhookSecret,
    saveTo: path.join(folder, 'stripe.json'),
    isDemo: true,
  });
  const routers: RouterSimulator[] = [];
  for (const { identity, personality, seed } of demoRouters) {
    const router = await startRouterSimulator({
      port: await freePort(known[identity]),
      identity,
      personality,
      seed,
      password: derive(options.authSecret, `router-${identity}`),
      realTime: true,
      traffic: 'household',
      saveTo: path.join(folder, `router-${personality}.json`),
    });
    if (known[identity] === undefined) runScript(router);
    routers.push(router);
  }
  const ports = { app: appPort, stripe: stripe.port };
  const routerPorts = routers.map(({ identity, port }) => [identity, port]);
  writeFileSync(portsFile, JSON.stringify({ ...ports, ...Object.fromEntries(routerPorts) }));
  return {
    stripe,
    routers,
    mail,
    appPort,
    env: {
      STRIPE_SECRET_KEY: 'sk_test_standin',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: stripe.apiBase,
      SMTP_URL: mail.smtpUrl,
      MAIL_FROM: 'Netpurse demo <no-reply@netpurse.localhost>',
      ROUTER_ALLOW_LOOPBACK: '1',
      DEMO_MODE: '1',
      TRUST_PROXY: '1',
    },
    close: async () => {
      await Promise.all([stripe.close(), mail.close(), ...routers.map((router) => router.close())]);
    },
  };
}

/** Adds the setup script's rule that holds stopped customers, as an operator does once. */
function runScript(router: RouterSimulator): void {
  const rule = { chain: 'forward', action: 'reject', 'src-address-list': STOPPED_LIST };
  const menus = router.device.traits.hasIpv6 ? ['ip', 'ipv6'] : ['ip'];
  for (const menu of menus) {
    router.run(`/${menu}/firewall/filter/add`, { ...rule, comment: 'netpurse: stopped' });
  }
}

function derive(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url').slice(0, 32);
}

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    // First start, or a file truncated by a kill: any free ports will do.
    return {};
  }
}
