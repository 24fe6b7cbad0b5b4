import { useParams } from '@tanstack/react-router'
import { use } from 'react'
import { useSandbox } from '../../stores/sandbox.ts'
import { loadLesson } from './lesson.ts'
import { NoSandbox } from './NoSandbox.tsx'
import { WalkthroughView } from './WalkthroughView.tsx'

/** The honest flow, step by step. */
export function WalkthroughTab() {
  const { slug } = useParams({ from: '/$slug' })
  const lesson = use(loadLesson(slug))
  const sandbox = useSandbox((state) => state.sandbox)
  if (!sandbox) return <NoSandbox />
  return <WalkthroughView lesson={lesson} sandbox={sandbox} />
}
