import '@mantine/core/styles.css';
import './app/colours.css';
import './app/layout.css';
import './app/forms.css';
import './sidebar/sidebar.css';
import './console/console.css';
import './catch/strip.css';
import './catch/panel.css';
import './settings/settings.css';
import './running/running.css';
import './tuning/tuning.css';
import './recordings/recordings.css';
// Last, because it changes what the others lay out.
import './app/surroundings.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { connectToElectron, followShell } from './host/electron.ts';
import { stayConnected } from './host/session.ts';
import { connectToWebHost } from './host/web.ts';

void stayConnected(window.bootcatch ? connectToElectron : connectToWebHost);
if (window.bootcatch) followShell(window.bootcatch);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
