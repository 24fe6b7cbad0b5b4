import type { Flaw, Warning } from '@lockstep/schemes/reader'
import { Clause } from '../../components/Clause.tsx'
import { lineColumn } from '../../util/line-column.ts'

type Props = { text: string; problems: readonly Flaw[]; warnings: readonly Warning[] }

/** Where the text breaks, and what deserves a thought although it does not. */
export function Remarks({ text, problems, warnings }: Props) {
  return (
    <>
      {problems.length > 0 && (
        <ul className="remarks" aria-label="Where it breaks">
          {problems.map((flaw) => (
            <li key={`${flaw.at} ${flaw.says}`}>
              <b>{placeOf(text, flaw.at)}.</b> {flaw.says}{' '}
              {flaw.clause && <Clause clause={flaw.clause} short />}
            </li>
          ))}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul className="remarks remarks-quiet" aria-label="To mind">
          {warnings.map(({ says, clause }) => (
            <li key={says}>
              {says} {clause && <Clause clause={clause} short />}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** "Character 37", or "Line 3, column 5" of a text that has lines. */
function placeOf(text: string, at: number): string {
  const { line, column } = lineColumn(text, at)
  return text.trim().includes('\n') ? `Line ${line}, column ${column}` : `Character ${at + 1}`
}
