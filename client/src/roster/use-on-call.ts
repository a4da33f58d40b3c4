import type { OnCallMessage } from '@warroom/shared';
import { useEffect, useState } from 'react';
import { useDesk } from '../desk-frame/desk-context.ts';

/** Who is on call now and the gaps of the next day, as the server tells them; null before it did. */
export function useOnCall(): OnCallMessage | null {
  const { feed } = useDesk();
  const [told, setTold] = useState<OnCallMessage | null>(null);
  useEffect(() => feed.on('on-call', setTold), [feed]);
  return told;
}
