import { startRouterControl } from '@/stand-ins/routeros/control';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';

// The bench's routers, in a separate process so that their work does not count as ours.
const [count = 1, secrets = 0] = process.argv.slice(2).map(Number);

const routers = await Promise.all(
  Array.from({ length: count }, (_, index) =>
    startRouterSimulator({ identity: `bench-${index}`, seed: index + 1 }),
  ),
);
for (const [index, router] of routers.entries()) {
  for (let i = 0; i < secrets; i += 1) {
    router.run('/ppp/secret/add', { name: `other-${index}-${i}`, password: 'pw' });
  }
}
const control = await startRouterControl(routers);
const ports = routers.map(({ port }) => port);
process.stdout.write(`${JSON.stringify({ control: control.url, ports })}\n`);
// The parent process keeps our standard input open for as long as it needs us.
process.stdin.resume().once('end', () => process.exit());
