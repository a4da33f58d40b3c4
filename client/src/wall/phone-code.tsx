import { memo, useMemo } from 'react';
import { QUIET_MODULES, qrModules, qrPath } from './qr.ts';
import styles from './phone-code.module.css';

/** A code that opens an address on a phone. Dark on light in both themes: that is what readers expect. */
export const PhoneCode = memo(function PhoneCode({ url }: { url: string }) {
  const { path, side } = useMemo(() => {
    const modules = qrModules(url);
    return { path: qrPath(modules), side: modules.length + 2 * QUIET_MODULES };
  }, [url]);
  return (
    <figure className={styles.code}>
      <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={`QR code: ${url}`}>
        <rect width={side} height={side} fill="#ffffff" />
        <path d={path} fill="#000000" shapeRendering="crispEdges" />
      </svg>
      <figcaption>On a phone</figcaption>
    </figure>
  );
});
