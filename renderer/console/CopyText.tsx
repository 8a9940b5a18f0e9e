import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { EngineClient } from '../../core/contract/index.ts';
import type { MessageKey } from '../../core/messages/index.ts';
import { IconCheck, IconCopy } from '../app/icons.ts';
import { useWords } from '../app/words.ts';
import { saySomething } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';

/** So long the button says that it is done. */
const SAYS_DONE_MS = 1_500;

export interface CopyTextProps {
  readonly size: 'xs' | 'sm';
  readonly disabled: boolean;
  /** What stands on the button. Default: that it copies the text. */
  readonly label?: MessageKey;
  readonly linesFrom: (client: EngineClient) => Promise<readonly string[]>;
}

/** Puts a screen's text on the clipboard. */
export function CopyText({ size, disabled, label = 'app.console.copy', linesFrom }: CopyTextProps): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const [copied, setCopied] = useState(false);
  const copy = (): void =>
    void act(async (client) => {
      const lines = await linesFrom(client);
      try {
        await navigator.clipboard.writeText(lines.join('\n').trimEnd());
        setCopied(true);
      } catch {
        saySomething({ key: 'app.console.copyFailed', values: {} });
      }
    });
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_DONE_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button variant="default" size={size} disabled={disabled} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />} onClick={copy}>
      <span aria-live="polite">{word(copied ? 'app.console.copied' : label)}</span>
    </Button>
  );
}
