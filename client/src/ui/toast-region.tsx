import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import styles from './toast.module.css';
import { closeToast, toastStore, type Toast } from './toasts.ts';

const STAY_MS = 8_000;

/**
 * Where toasts appear: above the status bar, right. Our own, because the usual packages put their
 * styles into a <style> element, which the Content-Security-Policy forbids. Drawn once, by the app.
 */
export function ToastRegion() {
  const toasts = useStore(toastStore, (state) => state.toasts);
  return (
    <section aria-label="Messages" className={styles.region} data-react-aria-top-layer="true">
      {toasts.map((each) => (
        <ToastView key={each.showing} toast={each} />
      ))}
    </section>
  );
}

function ToastView({ toast }: { toast: Toast }) {
  const [isHeld, setHeld] = useState(false);
  const { id, action, tone = 'note' } = toast;
  const stayMs = tone === 'bad' ? Infinity : (toast.stayMs ?? STAY_MS);
  useEffect(() => {
    if (isHeld || !Number.isFinite(stayMs)) return;
    const timer = setTimeout(() => closeToast(id), stayMs);
    return () => clearTimeout(timer);
  }, [id, stayMs, isHeld]);
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={classes(styles.toast, styles[tone])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className={styles.text}>
        {toast.text}
        {toast.detail !== undefined && <div className={styles.detail}>{toast.detail}</div>}
      </div>
      {action !== undefined && (
        <Button
          size="s"
          keyHint={action.keyHint}
          onClick={() => {
            closeToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button look="quiet" size="s" isIcon aria-label="Close" onClick={() => closeToast(id)}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </Button>
    </div>
  );
}
