import { startRouterControl } from '@/stand-ins/routeros/control';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import type { ProcessAddress, RouterProcessOptions } from './router-process';

// Runs in the child process: the options are its only argument, and it sends the addresses over the channel.
const { secretCount = 0, ...options } = JSON.parse(process.argv[2] ?? '{}') as RouterProcessOptions;
const router = await startRouterSimulator(options);
for (let number = 0; number < secretCount; number += 1) {
  router.run('/ppp/secret/add', {
    name: `customer-${String(number).padStart(6, '0')}`,
    password: 'secret',
    service: 'pppoe',
    'remote-address': `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    comment: `isp:${number} added to be printed`,
  });
}
const control = await startRouterControl([router]);
const { port, user, password } = router;
const address: ProcessAddress = { port, user, password, controlUrl: control.url };
process.send?.(address);
// Exits with the parent process, however that ends.
process.on('disconnect', () => process.exit(0));
