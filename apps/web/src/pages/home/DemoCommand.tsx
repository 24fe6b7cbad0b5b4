import { useSampleCommand } from '../../hooks/use-sample-command.ts'
import { useLatest } from '../../stores/latest.ts'
import { Command } from '../../ui/Command.tsx'

/** A command that works at once, against the sandbox that this page watches. */
export function DemoCommand() {
  const watched = useLatest((state) => state.watched)
  return <Command command={useSampleCommand(watched)} done="Copied. Paste it into a terminal." />
}
