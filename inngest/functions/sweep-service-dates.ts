import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { createSweep } from './support/create-sweep';

/** Applies start dates, ends of pauses and end dates at 00:00 in the operator's zone. */
export const sweepServiceDatesFunction = createSweep('sweep-service-dates', '* * * * *', {
  dates: sweepServiceDates,
});
