import { announceNow } from '../ui/live-region.tsx';
import { toast } from '../ui/toasts.ts';

/** Fetches a text and puts it on the clipboard; says how it went. Never throws. */
export async function copyFrom(path: string, what: string): Promise<void> {
  const text = await textOf(path);
  if (text === undefined) {
    toast({
      text: `${what} was not copied.`,
      detail: 'The server did not give it; try again.',
      tone: 'bad',
    });
    return;
  }
  if (await put(text)) {
    toast({ text: `${what} copied as Markdown` });
    announceNow(`${what} copied`);
  } else
    toast({
      text: `${what} was not copied.`,
      detail: 'The browser allows it on https only; open the Markdown instead.',
      tone: 'bad',
      action: { label: 'Open it', run: () => void window.open(path, '_blank', 'noopener') },
    });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store' });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
