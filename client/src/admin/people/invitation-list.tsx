import { Button } from '../../ui/button.tsx';
import { Table } from '../../ui/table.tsx';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { useAdmin, useServerNow } from '../admin-context.ts';
import type { InvitationRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Columns } from '../list-row.tsx';
import { formatUntil } from '../times.ts';

interface InvitationListProps {
  invitations: readonly InvitationRow[];
  onWithdraw: (invitation: InvitationRow) => void;
}

/** Invitations that were made and not taken yet. */
export function InvitationList({ invitations, onWithdraw }: InvitationListProps) {
  const { zone } = useAdmin();
  const now = useServerNow();
  if (invitations.length === 0) return null;
  return (
    <>
      <div className={styles.sub}>
        <h2>Invited</h2>
        <span className={styles.tiny}>not taken yet; each link works once</span>
      </div>
      <Table label="Invitations" rows="m" isFlush={false} className={styles.tall}>
        <Columns widths={[null, 130, 150, 100, 150, 110]} />
        <thead className="sr-only">
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th>Clearance</th>
            <th>Server</th>
            <th>Valid</th>
            <th>Withdraw</th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <tr key={invitation.id}>
              <th scope="row">
                {invitation.name}
                <div className={styles.rowSub}>{invitation.email}</div>
              </th>
              <td>
                {invitation.membership?.role ?? <span className={styles.soft}>no election</span>}
              </td>
              <td>
                {invitation.membership !== null && (
                  <TlpLabel tlp={invitation.membership.clearance} />
                )}
              </td>
              <td>{invitation.admin ? 'admin' : <span className={styles.soft}>–</span>}</td>
              <td data-quiet>{formatUntil(invitation.expiresAt, now, zone)}</td>
              <td>
                <Button size="s" onClick={() => onWithdraw(invitation)}>
                  Withdraw…<span className="sr-only"> the invitation of {invitation.name}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
