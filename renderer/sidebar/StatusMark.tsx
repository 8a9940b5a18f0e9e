import type { Mark } from './server-state.ts';

/** A state as a small shape. Decoration for the eye: the word stands beside it. */
export function StatusMark({ mark }: { readonly mark: Mark }): React.JSX.Element {
  return (
    <svg className={`mark mark-${mark}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {shapes[mark]}
    </svg>
  );
}

const shapes: Readonly<Record<Mark, React.JSX.Element>> = {
  open: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  closed: <circle cx="6" cy="6" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  away: (
    <>
      <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
      <circle cx="6" cy="6" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 1.6" />
    </>
  ),
  busy: <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" fill="currentColor" />,
  asks: <path d="M6 1 11 10.6H1z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />,
  held: <path d="M2.2 1.6h2.6v8.8H2.2zM7.2 1.6h2.6v8.8H7.2z" fill="currentColor" />,
  failed: <path d="m2 2 8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};
