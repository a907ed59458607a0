import { CardSkeleton } from '@/app/_ui/skeleton';

export default function Loading() {
  return <CardSkeleton rows={8} />;
}
