import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

export interface Drawn {
  host: HTMLElement;
  /** Draws it anew with other props. */
  redraw(node: ReactNode): Promise<void>;
  /** Runs what changes the page and waits until React has settled. */
  doing(work: () => unknown): Promise<void>;
  /** The one element that a selector finds; fails when there is none. */
  find(selector: string): HTMLElement;
  close(): Promise<void>;
}

/** Draws a component into a page of its own, for tests. */
export async function draw(node: ReactNode): Promise<Drawn> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  const doing = (work: () => unknown): Promise<void> =>
    act(async () => {
      await work();
    });
  const redraw = (next: ReactNode): Promise<void> => doing(() => root.render(next));
  await redraw(node);
  return {
    host,
    redraw,
    doing,
    find(selector) {
      const found = host.querySelector<HTMLElement>(selector);
      if (found === null) throw new Error(`Nothing matches ${selector} in ${host.innerHTML}`);
      return found;
    },
    async close() {
      await doing(() => root.unmount());
      host.remove();
    },
  };
}

/** Types into a field as a person would: React listens to the input event. */
export function typeInto(field: HTMLInputElement, text: string): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  setter?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
