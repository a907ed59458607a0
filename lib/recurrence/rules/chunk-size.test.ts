import { describe, expect, test } from 'vitest';
import { FIRST_CHUNK_SIZE, nextChunkSize } from './chunk-size';

describe('the size of the next chunk', () => {
  test.each([
    ['stays when the last chunk met the target duration', 500, 50, 500],
    ['falls in proportion to the excess time', 400, 80, 250],
    ['falls by half at most', 500, 4_000, 250],
    ['rises when the last chunk was faster', 400, 40, 500],
    ['rises by half at most, even when nothing was due', 400, 0, 600],
    ['never falls below the size where overhead dominates', 60, 4_000, 50],
    ['never rises so far that one slow chunk is noticeable', 900, 1, 1_000],
  ])('%s', (_rule, size, tookMs, next) => {
    expect(nextChunkSize(size, tookMs)).toBe(next);
  });

  test('settles at the target duration, whatever a service costs', () => {
    for (const msEach of [0.05, 0.08, 0.2, 0.5]) {
      let size = FIRST_CHUNK_SIZE;
      for (let chunk = 0; chunk < 20; chunk += 1) size = nextChunkSize(size, size * msEach);
      expect(size * msEach).toBeCloseTo(50, 0);
    }
  });
});
