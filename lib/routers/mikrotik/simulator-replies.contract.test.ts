import { describe, expect, test } from 'vitest';
import { encodeSentences } from '@/stand-ins/routeros/codec';
import { parseCommand } from '@/stand-ins/routeros/command';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { furnishTestWorld } from '@/stand-ins/routeros/test-world';
import { execute } from '@/stand-ins/routeros/verbs';
import { SentenceReader } from './sentence-codec';

describe.each(['6.49', '7.23'] as const)('every reply of RouterOS %s', (personality) => {
  test('parses the same wherever it is cut', async () => {
    const router = await startRouterSimulator({ personality });
    furnishTestWorld(router);
    router.run('/ppp/secret/set', { '.id': 'anna', comment: 'žluť 漢'.repeat(20) });
    for (const { spec } of router.device.tables) {
      const reply = execute(router.device, parseCommand([`/${spec.path}/print`]));
      const bytes = encodeSentences(reply);
      for (let at = 1; at < bytes.length; at += 1) {
        const reader = new SentenceReader();
        const parsed = [...reader.push(bytes.subarray(0, at)), ...reader.push(bytes.subarray(at))];
        if (JSON.stringify(parsed) !== JSON.stringify(reply)) {
          expect(parsed, `/${spec.path}/print cut at ${at}`).toEqual(reply);
        }
      }
    }
    await router.close();
  });
});
