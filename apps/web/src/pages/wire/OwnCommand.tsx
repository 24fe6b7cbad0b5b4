import { useEffect, useState } from 'react'
import { sampleCommand } from '../../stores/sample-command.ts'
import { useSandbox } from '../../stores/sandbox.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'

/** The line that makes something happen here, from any terminal. It holds this sandbox's own credentials. */
export function OwnCommand() {
  const sandbox = useSandbox((state) => state.sandbox)
  const [command, setCommand] = useState('')
  useEffect(() => {
    let left = false
    if (sandbox) void sampleCommand(sandbox).then((line) => left || setCommand(line))
    return () => {
      left = true
    }
  }, [sandbox])
  return (
    <div className="term">
      <code>
        <span className="ps" aria-hidden="true">
          ${' '}
        </span>
        {command}
      </code>
      <CopyButton
        text={() => command}
        label="Copy the command"
        done="Copied. The command holds this sandbox’s own credentials: they open nothing else."
      />
    </div>
  )
}
