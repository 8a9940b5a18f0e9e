import { createTheme, MantineProvider, Menu, Modal, Tooltip } from '@mantine/core';
import { useEffect } from 'react';
import type { Locale } from '../../core/messages/index.ts';
import { localeFrom } from '../../core/messages/index.ts';
import { useWindowState } from '../host/store.ts';
import { Shell } from './Shell.tsx';
import { LocaleContext } from './words.ts';

/** Colours and sizes stand in colours.css, not here: what the kit would write from here is an inline style, which the page's policy need not allow. */
const theme = createTheme({
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The page itself never scrolls.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.5 }, transitionProps: { duration: 120 } } }),
    // Its place for the first focus is an element that a menu may not have.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
  },
});

export function App(): React.JSX.Element {
  const settings = useWindowState((state) => state.settings);
  const info = useWindowState((state) => state.info);
  const language = settings?.language ?? 'system';
  const locale: Locale = language === 'system' ? (info?.systemLanguage ?? localeFrom(navigator.language)) : language;
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const appearance = settings?.appearance ?? 'system';
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" {...(appearance !== 'system' && { forceColorScheme: appearance })} withCssVariables={false} withGlobalClasses={false}>
      <LocaleContext value={locale}>
        <Shell />
      </LocaleContext>
    </MantineProvider>
  );
}
