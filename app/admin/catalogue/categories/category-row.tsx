'use client';

import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Form } from '@/app/_forms/form';
import { FormDialog } from '@/app/_forms/form-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import type { CategoryView } from '@/lib/screens/admin/catalogue';
import { deleteCategoryAction, moveCategoryAction, renameCategoryAction } from './actions';

type CategoryRowProps = CategoryView & {
  isFirst: boolean;
  isLast: boolean;
  mayWrite: boolean;
};

/** One category: its position, name and actions. */
export function CategoryRow({
  categoryId,
  name,
  items,
  isFirst,
  isLast,
  mayWrite,
}: CategoryRowProps) {
  const t = useTranslations('admin-catalogue.category');
  const id = <input type="hidden" name="categoryId" value={categoryId} />;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
        <p className="text-ink-muted text-xs">{t('items', { count: items })}</p>
      </div>
      {mayWrite && (
        <div className="flex flex-wrap items-center gap-2">
          <MoveButton categoryId={categoryId} direction="up" name={name} isAtEnd={isFirst} />
          <MoveButton categoryId={categoryId} direction="down" name={name} isAtEnd={isLast} />
          <RenameCategory categoryId={categoryId} name={name} />
          {items > 0 ? (
            <Button
              size="sm"
              variant="dangerQuiet"
              icon={<Trash2 aria-hidden />}
              disabledReason={t('notEmpty')}
            >
              {t('delete')}
            </Button>
          ) : (
            <ConfirmDialog
              trigger={
                <Button size="sm" variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
                  {t('delete')}
                </Button>
              }
              title={t('deleteTitle', { name })}
              confirmLabel={t('delete')}
              action={deleteCategoryAction}
              fields={id}
            >
              {t('deleteText')}
            </ConfirmDialog>
          )}
        </div>
      )}
    </li>
  );
}

type MoveButtonProps = {
  categoryId: number;
  direction: 'up' | 'down';
  name: string;
  isAtEnd: boolean;
};

function MoveButton({ categoryId, direction, name, isAtEnd }: MoveButtonProps) {
  const t = useTranslations('admin-catalogue.category');
  const Icon = direction === 'up' ? ArrowUp : ArrowDown;
  return (
    <Form action={moveCategoryAction} messageAt="none">
      <input type="hidden" name="categoryId" value={categoryId} />
      <input type="hidden" name="direction" value={direction} />
      <SubmitButton
        size="sm"
        variant="ghost"
        aria-label={t(direction, { name })}
        icon={<Icon aria-hidden />}
        className={isAtEnd ? 'invisible' : undefined}
      />
    </Form>
  );
}

function RenameCategory({ categoryId, name }: { categoryId: number; name: string }) {
  const t = useTranslations('admin-catalogue.category');
  const field = namedFields(t);
  return (
    <FormDialog
      trigger={
        <Button size="sm" icon={<Pencil aria-hidden />}>
          {t('rename')}
        </Button>
      }
      title={t('renameTitle', { name })}
      size="sm"
      action={renameCategoryAction}
      submit={t('save')}
    >
      <input type="hidden" name="categoryId" value={categoryId} />
      <TextField
        {...field('name')}
        required
        maxLength={60}
        defaultValue={name}
        autoComplete="off"
      />
    </FormDialog>
  );
}
