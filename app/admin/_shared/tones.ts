import type { Tone } from '@/app/_ui/tone';
import type { CustomerStatus, OrderState, ServiceStatus } from '@/lib/kit/words';
import type { PaymentState } from '@/lib/payments/rules/aftermath';
import type { PushState } from '@/lib/screens/admin/services';

export const serviceTone: Record<ServiceStatus, Tone> = {
  active: 'positive',
  stopped: 'warning',
  disabled: 'danger',
  pending: 'info',
  archived: 'neutral',
};

export const customerTone: Record<CustomerStatus, Tone> = {
  new: 'info',
  active: 'positive',
  blocked: 'danger',
  inactive: 'warning',
};

export const pushTone: Record<PushState, Tone> = {
  confirmed: 'positive',
  not_stopped: 'danger',
  activating: 'info',
  failed: 'danger',
};

export const orderTone: Record<OrderState | 'planned' | 'replaced', Tone> = {
  waiting: 'info',
  planned: 'info',
  executed: 'positive',
  replaced: 'neutral',
  cancelled: 'neutral',
  failed: 'danger',
};

export const topUpTone: Record<PaymentState['kind'], Tone> = {
  created: 'neutral',
  pending: 'info',
  processing: 'info',
  paid: 'positive',
  parked: 'warning',
  returned: 'neutral',
  failed: 'danger',
  expired: 'neutral',
  refunding: 'neutral',
  refunded: 'neutral',
  disputed: 'warning',
  dispute_lost: 'danger',
};
