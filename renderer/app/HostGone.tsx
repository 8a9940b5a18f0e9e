import { Alert, Button, Loader } from '@mantine/core';
import { IconPlugConnectedX } from './icons.ts';
import { retryDelaysMs, type HostLink } from '../host/link.ts';
import { tryNow } from '../host/session.ts';
import { useNow } from './use-now.ts';
import { useWords } from './words.ts';

/** Says when the window has lost bootcatch itself, and how it comes back. @param whole nothing else is shown */
export function HostGone({ link, whole = false }: { readonly link: HostLink; readonly whole?: boolean }): React.JSX.Element | null {
  const { word } = useWords();
  const now = useNow(link.state === 'lost');
  if (link.state === 'open' && !whole) return null;
  if (link.state === 'connecting' || link.state === 'open') {
    return (
      <p className="quiet" role="status">
        <Loader size="xs" /> {word('app.host.connecting')}
      </p>
    );
  }
  const text =
    link.state === 'lost'
      ? word('app.host.lost', { attempt: link.attempt, limit: retryDelaysMs.length, seconds: Math.max(0, Math.ceil((link.nextTryAt - now) / 1_000)) })
      : word(`app.host.${link.state}`);
  return (
    <Alert className="host-gone" color={link.state === 'lost' ? 'yellow' : 'red'} variant="light" icon={<IconPlugConnectedX aria-hidden />} role="alert">
      <div className="alert-row">
        <span>{text}</span>
        {link.state !== 'refused' && (
          <Button size="xs" variant="default" onClick={tryNow}>
            {word('app.host.tryNow')}
          </Button>
        )}
      </div>
    </Alert>
  );
}
