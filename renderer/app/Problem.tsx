import { Alert } from '@mantine/core';
import type { Message } from '../../core/contract/index.ts';
import { useWords } from './words.ts';

/** What went wrong, where it went wrong; nothing where nothing did. */
export function Problem({ message }: { readonly message: Message | null | undefined }): React.JSX.Element | null {
  const { said } = useWords();
  if (!message) return null;
  return (
    <Alert color="orange" role="alert">
      {said(message)}
    </Alert>
  );
}
