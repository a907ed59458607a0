import { startDemo } from '@/demo/start';
import { dataFolder } from '../support/home';
import { runTask } from '../support/progress';
import { serve } from '../support/serve';

await runTask(() =>
  serve('Netpurse development server', () =>
    startDemo({ data: dataFolder(), port: Number(process.env['PORT'] ?? 3000), mode: 'dev' }),
  ),
);
