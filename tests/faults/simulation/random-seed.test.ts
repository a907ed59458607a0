import { randomInt } from 'node:crypto';
import { describe } from 'vitest';
import { simulateSmall } from '@/tests/simulation/small';

describe('a simulated operator with a random seed', () => simulateSmall(randomInt(1_000_000)));
