import { Button } from '@mantine/core';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { LayoutName, ShownMoment } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useNow } from '../app/use-now.ts';
import { useWindowState, type SeenConsole } from '../host/store.ts';
import { attach, leaveKey, type Attached } from './attach.ts';
import { fitFactor, isCrisp, type ScaleMode, type Size } from './fit.ts';

/** What the rest of the page does with the picture. */
export interface PictureHandle {
  focus(): void;
  key(keysym: number, code: string, down: boolean): void;
}

export interface PictureProps {
  readonly ref?: Ref<PictureHandle>;
  readonly snapshot: Pick<SeenConsole, 'serverId' | 'size' | 'connection' | 'awayForMs' | 'receivedAt'>;
  readonly name: string;
  readonly scale: ScaleMode;
  readonly layout: LayoutName | undefined;
  /** Places to point out, in the picture's pixels. */
  readonly marks?: ShownMoment['marks'];
  /** A picture to look at only: no keys, no pointer, no words under it. */
  readonly readOnly?: boolean;
  readonly onFocusChanged?: (has: boolean) => void;
}

/** How often the picture is attached anew in a row, when the view server ends it. */
const ATTACH_LIMIT = 8;
const ATTACH_AGAIN_MS = 400;
const STANDS_AFTER_MS = 10_000;

/** The console's picture: noVNC on the engine's view server, in a frame that follows each size change. */
export function Picture({ ref, snapshot, name, scale, layout, marks = [], readOnly = false, onFocusChanged }: PictureProps): React.JSX.Element {
  const { word } = useWords();
  const { serverId, size, connection } = snapshot;
  const [space, setSpace] = useState<Size>();
  const [hasFocus, setHasFocus] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const { attached, place, isLost, again } = useAttached({ serverId, readOnly, label: word('app.console.screenOf', { server: name }), layout, isThere: size !== null, frame, onFocus: setHasFocus });

  useEffect(() => onFocusChanged?.(hasFocus), [hasFocus, onFocusChanged]);
  useImperativeHandle(ref, () => ({ focus: () => attached.current?.focus(), key: (...key) => attached.current?.key(...key) }), [attached]);

  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setSpace({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  const factor = size && space ? fitFactor(size, space, scale, devicePixelRatio) : 1;
  const isAway = connection === 'away';
  return (
    <div
      ref={frame}
      className={`picture${hasFocus ? ' has-focus' : ''}${scale === 'one' ? ' scrolls' : ''}`}
      {...(!readOnly && {
        tabIndex: 0,
        role: 'group',
        'aria-label': word('app.console.screenOf', { server: name }),
        onKeyDown: (event: React.KeyboardEvent) => {
          if (event.target !== frame.current || event.key !== 'Enter') return;
          event.preventDefault();
          attached.current?.focus();
        },
      })}
    >
      <div
        ref={place}
        className={`canvas-place${isAway || connection === 'closed' ? ' is-old' : ''}${isCrisp(factor, devicePixelRatio) ? ' is-crisp' : ''}`}
        style={size ? { width: size.width * factor, height: size.height * factor } : { width: 0, height: 0 }}
      />
      {size && marks.length > 0 && (
        <svg className="picture-marks" viewBox={`0 0 ${size.width} ${size.height}`} width={size.width * factor} height={size.height * factor} aria-hidden>
          {marks.map(({ x, y, width, height }) => (
            <rect key={`${x} ${y}`} x={x - 2} y={y - 1} width={width + 4} height={height + 2} rx={2} />
          ))}
        </svg>
      )}
      {isLost && (
        <div className="over-picture">
          <span>{word('app.console.viewLost')}</span>
          <Button size="xs" variant="default" onClick={again}>
            {word('app.console.viewAgain')}
          </Button>
        </div>
      )}
      {isAway && <AwayLabel snapshot={snapshot} />}
      {hasFocus && <div className="keyboard-note">{word('app.console.keyboardHere', { server: name, key: leaveKey })}</div>}
    </div>
  );
}

function AwayLabel({ snapshot }: Pick<PictureProps, 'snapshot'>): React.JSX.Element {
  const { word } = useWords();
  const awayMs = (snapshot.awayForMs ?? 0) + Math.max(0, useNow(true) - snapshot.receivedAt);
  return <div className="away-label">{word('app.console.awayFor', { seconds: (awayMs / 1_000).toFixed(1) })}</div>;
}

interface AttachedProps {
  readonly serverId: string;
  readonly readOnly: boolean;
  readonly label: string;
  readonly layout: LayoutName | undefined;
  readonly isThere: boolean;
  readonly frame: React.RefObject<HTMLDivElement | null>;
  readonly onFocus: (has: boolean) => void;
}

/** Keeps noVNC attached while the component is shown: again after each loss, a limited number of times. */
function useAttached({ serverId, readOnly, label, layout, isThere, frame, onFocus }: AttachedProps) {
  const engine = useWindowState((state) => state.connection);
  const place = useRef<HTMLDivElement>(null);
  const attached = useRef<Attached>(null);
  const named = useRef(layout);
  const [tries, setTries] = useState({ turn: 0, failed: 0 });
  useEffect(() => {
    named.current = layout;
  }, [layout]);
  const isLost = tries.failed >= ATTACH_LIMIT;
  useEffect(() => {
    if (!engine || !isThere || !place.current || isLost) return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const attachedSince = Date.now();
    const here = attach(place.current, engine.openView(serverId, { readOnly }), {
      readOnly,
      layout: () => named.current,
      onFocus,
      onLeave: () => frame.current?.focus(),
      onEnd: () => {
        // One that has stood for a while starts the count anew.
        retry = setTimeout(() => setTries(({ turn, failed }) => ({ turn: turn + 1, failed: Date.now() - attachedSince > STANDS_AFTER_MS ? 1 : failed + 1 })), ATTACH_AGAIN_MS);
      },
    });
    attached.current = here;
    return () => {
      clearTimeout(retry);
      attached.current = null;
      here.dispose();
    };
  }, [engine, serverId, readOnly, isThere, isLost, tries.turn, frame, onFocus]);
  useEffect(() => attached.current?.name(label), [label, engine, isThere, tries.turn]);
  return { attached, place, isLost, again: () => setTries(({ turn }) => ({ turn: turn + 1, failed: 0 })) };
}
