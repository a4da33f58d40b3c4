import './ui/tokens.css';
import './styles/fonts.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, appRouter } from './app.tsx';
import { takeFragmentToken } from './entry/fragment-token.ts';
import { startTheme } from './ui/theme.ts';

// Before the router reads the address: it must never see a token.
takeFragmentToken(window);
window.addEventListener('hashchange', () => takeFragmentToken(window));

// react-aria adds a <style> element unless one of this id is there, and the Content-Security-Policy
// forbids it; base.css has the rule.
const marker = document.createElement('meta');
marker.id = 'react-aria-pressable-style';
document.head.append(marker);

startTheme();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <App router={appRouter()} />
  </StrictMode>,
);
