import type { NotifyView } from '@warroom/shared';
import { useBlocked, useDesk, useIsLead } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import { useSection } from '../desk-frame/use-section.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { EmailPart } from './email-part.tsx';
import styles from './notify.module.css';
import { PushPart } from './push-part.tsx';
import { QuietPart } from './quiet-part.tsx';
import { WaysPart } from './ways-part.tsx';

/** One's own rules: of what one is told, how, and when not. */
export function Notify() {
  const { election } = useDesk();
  const isLead = useIsLead();
  const blocked = useBlocked();
  const section = useSection<NotifyView>('rules', 'notify');
  const { value } = section;
  return (
    <DeskFrame place={null} title="Notifications">
      <div className={styles.page}>
        <h1>Notifications</h1>
        <p className={styles.soft}>
          How you are told of {election.election.name}. What happens on one incident comes as one
          message that is brought up to date, and calls end when somebody acknowledges.
        </p>
        {value === undefined ? (
          section.state === 'failed' ? (
            <EmptyState
              title="Your rules could not be read"
              actions={<Button onClick={section.reload}>Try again</Button>}
            >
              {section.error.message}
            </EmptyState>
          ) : (
            <Skeleton label="Loading your rules" rows={10} />
          )
        ) : (
          <>
            {value.drill && value.rules.version === 0 && (
              <Banner title="An exercise tells nobody who did not ask for it">
                As soon as you set anything here, messages of this exercise reach you. Each is
                marked EXERCISE.
              </Banner>
            )}
            {!value.ways.includes('email') && (
              <Banner tone="late" title="This server sends no e-mail">
                An operator must set SMTP_URL and MAIL_FROM. Until then only browsers can be told:
                let this one be told below, or calls do not reach you.
              </Banner>
            )}
            <WaysPart view={value} isLead={isLead} blocked={blocked} />
            <EmailPart key={value.rules.email ?? ''} view={value} blocked={blocked} />
            <PushPart view={value} blocked={blocked} />
            <QuietPart key={JSON.stringify(value.rules.quiet)} view={value} blocked={blocked} />
          </>
        )}
      </div>
    </DeskFrame>
  );
}
