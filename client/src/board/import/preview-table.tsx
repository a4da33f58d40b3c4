import type { ColumnMap, ImportPreview } from '@warroom/shared';
import { Table } from '../../ui/table.tsx';
import styles from './import.module.css';
import { FIELD_WORDS, TARGETS } from './plan-draft.ts';

/** The first rows as they stand, each column with what it is taken for. */
export function PreviewTable({ preview, map }: { preview: ImportPreview; map: ColumnMap }) {
  const isCsv = preview.format === 'csv';
  const columns = isCsv ? preview.columns : ['one object a line'];
  const taken = (column: string): string =>
    TARGETS.filter((target) => map[target]?.includes(column))
      .map((target) => FIELD_WORDS[target])
      .join(', ');
  return (
    // A wide table has to be reachable by keyboard to be scrolled.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <section className={styles.scroll} tabIndex={0} aria-label="The first rows of the file">
      <Table label="The first rows of the file" isFlush={false} className={styles.preview}>
        <thead>
          <tr>
            <th scope="col" data-align="end">
              Line
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" data-taken={taken(column) !== '' || undefined}>
                {column}
                {taken(column) !== '' && <span className={styles.taken}>{taken(column)}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr key={row.line}>
              <td data-align="end" data-quiet>
                {row.line}
              </td>
              {row.problem === null ? (
                columns.map((column, place) => (
                  <td key={column} title={row.cells[place]} dir="auto">
                    {row.cells[place]}
                  </td>
                ))
              ) : (
                <td colSpan={columns.length} className={styles.wrong}>
                  {row.problem}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
