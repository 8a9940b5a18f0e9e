import { Alert } from '@mantine/core';
import { IconAlertTriangle } from './icons.ts';
import { putAway, useWindowState } from '../host/store.ts';
import { useWords } from './words.ts';

/** What went wrong last, in the person's language, until they put it away. */
export function SaidAloud(): React.JSX.Element | null {
  const said = useWindowState((state) => state.said);
  const { word, said: say } = useWords();
  if (!said) return null;
  return (
    <Alert key={said.id} className="said" color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} withCloseButton closeButtonLabel={word('app.dismiss')} onClose={putAway} role="alert">
      {say(said.message)}
    </Alert>
  );
}
