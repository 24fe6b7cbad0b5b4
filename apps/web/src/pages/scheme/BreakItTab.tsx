import { useParams, useSearch } from '@tanstack/react-router'
import { use } from 'react'
import '../../styles/break-it.css'
import { useSandbox } from '../../stores/sandbox.ts'
import { AttackList } from './AttackList.tsx'
import { AttackView } from './AttackView.tsx'
import { loadLesson } from './lesson.ts'
import { NoSandbox } from './NoSandbox.tsx'
import { TakeAwayView } from './TakeAwayView.tsx'

/** Attacks, each with the check that stops it or the honest word that nothing does; and any check, taken away. */
export function BreakItTab() {
  const { slug, attack: id } = useParams({ from: '/$slug/break-it/{-$attack}' })
  const { without, step } = useSearch({ from: '/$slug/break-it/{-$attack}' })
  const lesson = use(loadLesson(slug))
  const sandbox = useSandbox((state) => state.sandbox)
  if (!sandbox) return <NoSandbox />
  const { scheme } = lesson
  const rule = without === undefined || id !== undefined ? undefined : scheme.rules[without]
  const attack = scheme.attacks.find((one) => one.id === id) ?? scheme.attacks[0]
  const check = rule && !rule.structural ? without : undefined
  return (
    <div className="break">
      <AttackList scheme={scheme} attack={check === undefined ? attack?.id : undefined} check={check} />
      {check !== undefined ? (
        <TakeAwayView key={check} lesson={lesson} sandbox={sandbox} check={check} stepId={step} />
      ) : (
        attack && <AttackView key={attack.id} lesson={lesson} sandbox={sandbox} attack={attack} />
      )}
    </div>
  )
}
