// Loaded before the first paint, so that a stored light page does not flash dark. src/ui/theme.ts
// keeps the choice, and takes over from here; the Content-Security-Policy forbids this inline.
(() => {
  let theme;
  try {
    theme = localStorage.getItem('warroom.theme');
  } catch {
    // Storage may be forbidden; then the system's theme it is.
  }
  if (theme !== 'dark' && theme !== 'light')
    theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
})();
