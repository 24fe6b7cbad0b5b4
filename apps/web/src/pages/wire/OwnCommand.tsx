import { useSampleCommand } from '../../hooks/use-sample-command.ts'
import { useSandbox } from '../../stores/sandbox.ts'
import { Command } from '../../ui/Command.tsx'

/** The line that makes something happen here, from any terminal. It holds this sandbox's own credentials. */
export function OwnCommand() {
  const sandbox = useSandbox((state) => state.sandbox)
  return (
    <Command
      command={useSampleCommand(sandbox)}
      done="Copied. The command holds this sandbox’s own credentials: they open nothing else."
    />
  )
}
