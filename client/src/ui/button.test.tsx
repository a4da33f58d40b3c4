import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './button.tsx';
import { draw, type Drawn } from './testing/draw.tsx';

let drawn: Drawn;
afterEach(() => drawn.close());

describe('a button that is not allowed', () => {
  it('stays focusable and says why to screen readers', async () => {
    drawn = await draw(<Button disabledReason="needs lead; 1 referral waiting">Resolve</Button>);
    const button = drawn.find('button') as HTMLButtonElement;
    await drawn.doing(() => button.focus());
    expect(document.activeElement).toBe(button);
    expect(button.disabled).toBe(false);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    const reason = document.getElementById(button.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toBe('needs lead; 1 referral waiting');
  });

  it('does nothing when pressed', async () => {
    const onClick = vi.fn<() => void>();
    drawn = await draw(
      <Button disabledReason="needs lead" onClick={onClick}>
        Resolve
      </Button>,
    );
    await drawn.doing(() => drawn.find('button').click());
    expect(onClick).not.toHaveBeenCalled();
  });

  it('does not submit its form', async () => {
    const onSubmit = vi.fn<() => void>();
    drawn = await draw(
      <form onSubmit={onSubmit}>
        <Button type="submit" disabledReason="Too many tries.">
          Sign in
        </Button>
      </form>,
    );
    await drawn.doing(() => drawn.find('button').click());
    expect(onSubmit).not.toHaveBeenCalled();
  });

  it('can be pressed as soon as the reason is gone, and no longer names it', async () => {
    const onClick = vi.fn<() => void>();
    const button = (reason?: string) => (
      <Button disabledReason={reason} onClick={onClick}>
        Resolve
      </Button>
    );
    drawn = await draw(button('needs lead'));
    await drawn.redraw(button());
    await drawn.doing(() => drawn.find('button').click());
    expect(onClick).toHaveBeenCalledOnce();
    expect(drawn.find('button').hasAttribute('aria-describedby')).toBe(false);
  });

  it('keeps a description it had of its own', async () => {
    drawn = await draw(
      <Button disabledReason="needs lead" aria-describedby="more">
        Close
      </Button>,
    );
    expect(drawn.find('button').getAttribute('aria-describedby')).toMatch(/^more \S+/);
  });
});

describe('a button', () => {
  it('on its way does not fire twice', async () => {
    const onClick = vi.fn<() => void>();
    drawn = await draw(
      <Button isPending onClick={onClick}>
        Start
      </Button>,
    );
    await drawn.doing(() => drawn.find('button').click());
    expect(onClick).not.toHaveBeenCalled();
    expect(drawn.find('button').getAttribute('aria-busy')).toBe('true');
  });

  it('shows its key and tells it to screen readers once', async () => {
    drawn = await draw(<Button keyHint="mod+enter">Sign</Button>);
    expect(drawn.find('kbd').textContent).toBe('Ctrl Enter');
    expect(drawn.find('kbd').closest('[aria-hidden]')).not.toBeNull();
    expect(drawn.find('button').getAttribute('aria-keyshortcuts')).toBe('Control+Enter');
  });
});
