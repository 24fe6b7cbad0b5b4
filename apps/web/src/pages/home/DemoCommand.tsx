import { useEffect, useState } from 'react'
import { useLatest } from '../../stores/latest.ts'
import { sampleCommand } from '../../stores/sample-command.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'

/** A command that works at once, against the sandbox that this page watches. */
export function DemoCommand() {
  const watched = useLatest((state) => state.watched)
  const [command, setCommand] = useState('')
  useEffect(() => {
    let left = false
    if (watched) void sampleCommand(watched).then((line) => left || setCommand(line))
    return () => {
      left = true
    }
  }, [watched])
  return (
    <div className="term">
      <code>
        <span className="ps" aria-hidden="true">
          ${' '}
        </span>
        {command}
      </code>
      <CopyButton text={() => command} label="Copy the command" done="Copied. Paste it into a terminal." />
    </div>
  )
}
