import { startDemo } from '@/demo/start';
import { dataFolder } from '@/host/home';
import { runTask } from '@/host/progress';
import { serve } from '../support/serve';

await runTask(() =>
  serve('Netpurse development server', () =>
    startDemo({ data: dataFolder(), port: Number(process.env['PORT'] ?? 3000), mode: 'dev' }),
  ),
);
