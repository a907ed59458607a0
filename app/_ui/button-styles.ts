import { cva, type VariantProps } from 'class-variance-authority';

export const buttonStyles = cva(
  [
    'relative inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border border-transparent font-medium',
    'transition-[background-color,border-color,color,box-shadow] duration-100',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-60 disabled:cursor-not-allowed disabled:opacity-60',
    '[&_svg]:size-4 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary:
          'bg-accent text-on-accent shadow-card hover:not-disabled:not-aria-disabled:bg-accent-hover',
        secondary:
          'border-line bg-surface-raised text-ink shadow-card hover:not-disabled:not-aria-disabled:border-line-strong hover:not-disabled:not-aria-disabled:bg-surface-hover',
        soft: 'bg-accent-soft text-accent-ink hover:not-disabled:not-aria-disabled:border-accent',
        ghost: 'text-ink hover:not-disabled:not-aria-disabled:bg-surface-hover',
        danger:
          'bg-danger text-on-danger shadow-card hover:not-disabled:not-aria-disabled:brightness-95',
        dangerQuiet:
          'border-line bg-surface-raised text-danger-ink shadow-card hover:not-disabled:not-aria-disabled:border-danger hover:not-disabled:not-aria-disabled:bg-danger-soft',
      },
      size: {
        sm: 'min-h-8 px-2.5 text-xs pointer-coarse:min-h-10',
        md: 'min-h-9 px-3.5 text-sm pointer-coarse:min-h-11',
        lg: 'min-h-11 px-5 text-base',
      },
      block: { true: 'w-full', false: '' },
    },
    defaultVariants: { variant: 'secondary', size: 'md', block: false },
  },
);

export type ButtonVariants = VariantProps<typeof buttonStyles>;
