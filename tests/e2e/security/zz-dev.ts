import { writeFileSync } from 'node:fs';
import { startDemo } from '@/demo/start';

process.env.NETPURSE_DIST_DIR = '.next/alt-security';
const demo = await startDemo({ data: '/tmp/np/sec-data', port: 0, mode: 'dev' });
writeFileSync(
  '/tmp/np/sec-demo.json',
  JSON.stringify({
    url: demo.url,
    databaseUrl: demo.databaseUrl,
    signIns: demo.signIns,
    keys: process.env.ENCRYPTION_KEYS,
    secret: process.env.AUTH_SECRET,
    stripe: process.env.STRIPE_API_BASE,
    env: Object.fromEntries(
      Object.entries(process.env).filter(([k]) =>
        /DATABASE_URL|ENCRYPTION|AUTH_SECRET|STRIPE|APP_URL|INNGEST|ROUTER_|SMTP|MAIL|DEMO/.test(k),
      ),
    ),
  }),
);
setInterval(() => {}, 1000);
