import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconCamera, IconMaximize, IconMinimize, IconTextSize, IconX } from '../app/icons.ts';
import { useEffect, useState } from 'react';
import { useWords } from '../app/words.ts';
import type { SeenConsole } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { CopyText } from './CopyText.tsx';
import { GuessText, isUnread } from './GuessText.tsx';
import { KeysMenu } from './KeysMenu.tsx';
import { modifiers, type ModifierName } from './modifiers.ts';
import type { PictureHandle } from './Picture.tsx';
import { fileNameFor, saveFile } from './save-file.ts';
import { TypeDialog } from './TypeDialog.tsx';
import type { ScaleMode } from './fit.ts';

export interface ConsoleLook {
  readonly scale: ScaleMode;
  readonly asText: boolean;
}

export interface ToolbarProps {
  readonly snapshot: SeenConsole;
  readonly name: string;
  readonly look: ConsoleLook;
  readonly onLook: (look: ConsoleLook) => void;
  readonly picture: React.RefObject<PictureHandle | null>;
}

const scales = ['whole', 'fill', 'one'] as const;

/** What can be done with a console besides catching: keys, text, pictures, its look. */
export function Toolbar({ snapshot, name, look, onLook, picture }: ToolbarProps): React.JSX.Element {
  const { word } = useWords();
  const { serverId, connection, inputHeldBack, size } = snapshot;
  const { act } = useAct();
  const [typing, setTyping] = useState(false);
  const [heldDown, setHeldDown] = useState<ReadonlySet<ModifierName>>(new Set());
  const isFullScreen = useFullScreen();
  const cannotPress = connection !== 'open' || inputHeldBack;

  const toggle = (modifier: ModifierName): void => {
    const key = modifiers.find((known) => known.name === modifier);
    if (!key) return;
    const goesDown = !heldDown.has(modifier);
    picture.current?.key(key.keysym, key.code, goesDown);
    setHeldDown((now) => new Set(goesDown ? [...now, modifier] : [...now].filter((other) => other !== modifier)));
  };
  const screenshot = (): void => void act(async (client) => saveFile(client, fileNameFor(name, new Date(), 'png'), await client.consoles.screenshot({ serverId })));
  const fullScreen = (): void => void (isFullScreen ? document.exitFullscreen() : document.documentElement.requestFullscreen());

  return (
    <div className="toolbar" role="toolbar" aria-label={word('app.console.tools')}>
      <KeysMenu serverId={serverId} name={name} disabled={cannotPress} heldDown={heldDown} onToggle={toggle} />
      {modifiers
        .filter((modifier) => heldDown.has(modifier.name))
        .map((modifier) => (
          <Button key={modifier.name} size="sm" variant="light" rightSection={<IconX size={13} aria-hidden />} aria-label={word('app.keys.held', { key: modifier.label })} onClick={() => toggle(modifier.name)}>
            {modifier.label}
          </Button>
        ))}
      <Button variant="default" size="sm" disabled={cannotPress} onClick={() => setTyping(true)}>
        {word('app.type')}
      </Button>
      {size !== null && isUnread(snapshot) ? (
        <GuessText size="sm" guessFrom={(client) => client.consoles.guess({ serverId })} />
      ) : (
        <CopyText size="sm" disabled={size === null} linesFrom={async (client) => (await client.consoles.text({ serverId })).lines} />
      )}
      <Tooltip label={word('app.console.screenshot')}>
        <ActionIcon variant="default" size={30} disabled={size === null} aria-label={word('app.console.screenshot')} onClick={screenshot}>
          <IconCamera size={16} />
        </ActionIcon>
      </Tooltip>
      <Menu position="top-end" shadow="md" withinPortal={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={word('app.console.view')} title={word('app.console.view')}>
            <IconTextSize size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {scales.map((scale) => (
            <Menu.RadioItem key={scale} value={scale} closeMenuOnClick checked={!look.asText && look.scale === scale} onChange={() => onLook({ scale, asText: false })}>
              {word(`app.console.scale.${scale}`)}
            </Menu.RadioItem>
          ))}
          <Menu.RadioItem value="text" closeMenuOnClick checked={look.asText} onChange={() => onLook({ ...look, asText: true })}>
            {word('app.console.asText')}
          </Menu.RadioItem>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={word(isFullScreen ? 'app.console.leaveFullScreen' : 'app.console.fullScreen')}>
        <ActionIcon variant="default" size={30} aria-label={word(isFullScreen ? 'app.console.leaveFullScreen' : 'app.console.fullScreen')} onClick={fullScreen}>
          {isFullScreen ? <IconMinimize size={16} /> : <IconMaximize size={16} />}
        </ActionIcon>
      </Tooltip>
      <TypeDialog serverId={serverId} name={name} opened={typing} onClose={() => setTyping(false)} />
    </div>
  );
}

function useFullScreen(): boolean {
  const [is, setIs] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = (): void => setIs(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  return is;
}
