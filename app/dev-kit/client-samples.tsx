'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { Menu } from '@/app/_ui/menu';
import { Sheet } from '@/app/_ui/sheet';
import { showToast } from '@/app/_ui/toasts';
import { Tooltip } from '@/app/_ui/tooltip';

export function RowMenu() {
  return (
    <Menu
      items={[
        { id: 'edit', label: 'Edit', icon: <Pencil aria-hidden />, href: '/dev-kit' },
        {
          id: 'delete',
          label: 'Delete',
          icon: <Trash2 aria-hidden />,
          tone: 'danger',
          separated: true,
          disabledReason: 'It has money history. Archive it instead.',
        },
      ]}
    />
  );
}

export function Overlays() {
  return (
    <div className="flex flex-wrap gap-2">
      <Dialog
        trigger={<Button>Dialog</Button>}
        title="Change plan"
        description="From Home 50 to Home 100."
      >
        <p>Starts now; the unused part of this month comes back as credit.</p>
        <DialogActions>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary">Pay €13.33</Button>
        </DialogActions>
      </Dialog>
      <Sheet trigger={<Button>Sheet</Button>} title="Add data" side="bottom">
        Choose a pack.
      </Sheet>
      <Sheet trigger={<Button>Details</Button>} title="Service 77" side="end">
        All there is to know.
      </Sheet>
      <Tooltip text="Only a hint">
        <Button>Tooltip</Button>
      </Tooltip>
      <Button
        onClick={() =>
          showToast({
            title: 'Service paused',
            text: 'Until 3 Dec',
            tone: 'positive',
            undo: { label: 'Undo', onUndo: () => undefined },
          })
        }
      >
        Toast
      </Button>
    </div>
  );
}
