import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FirstFit } from './first-fit.tsx';

/** How high the box is, and how high each wording stands in it. */
const room = { height: 300 };
const HEIGHTS: Record<string, number> = { hero: 280, large: 200, small: 90 };

describe('words that wrap', () => {
  let root: Root;
  let place: HTMLElement;
  let resized: () => void = () => undefined;

  beforeEach(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    vi.stubGlobal(
      'ResizeObserver',
      class {
        #observed = new Set<Element>();
        constructor(callback: (entries: { target: Element }[]) => void) {
          resized = () => callback([...this.#observed].map((target) => ({ target })));
        }
        observe(element: Element): void {
          this.#observed.add(element);
        }
        unobserve(element: Element): void {
          this.#observed.delete(element);
        }
      },
    );
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => room.height);
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(function (
      this: HTMLElement,
    ) {
      return Math.max(room.height, HEIGHTS[this.textContent] ?? 0);
    });
    room.height = 300;
    place = document.createElement('div');
    document.body.append(place);
    root = createRoot(place);
  });
  afterEach(() => {
    act(() => root.unmount());
    place.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('[WS3] are fitted anew when a line above takes or gives room, so that none is ever cut', () => {
    act(() => root.render(<FirstFit isTall of="title" options={['hero', 'large', 'small']} />));
    expect(place.textContent).toBe('hero');
    room.height = 210;
    act(() => resized());
    expect(place.textContent).toBe('large');
    room.height = 100;
    act(() => resized());
    expect(place.textContent).toBe('small');
    room.height = 300;
    act(() => resized());
    expect(place.textContent).toBe('hero');
  });
});
