import { useEffect, useState } from 'react'
import { sampleCommand } from '../stores/sample-command.ts'
import type { Sandbox } from '../stores/sandbox.ts'

/** A curl line that is let into this sandbox; empty until it is built. */
export function useSampleCommand(sandbox: Pick<Sandbox, 'id' | 'credentials'> | null): string {
  const [command, setCommand] = useState('')
  useEffect(() => {
    let left = false
    if (sandbox) void sampleCommand(sandbox).then((line) => left || setCommand(line))
    return () => {
      left = true
    }
  }, [sandbox])
  return command
}
