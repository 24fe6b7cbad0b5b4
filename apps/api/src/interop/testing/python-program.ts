import { runProgram } from './run-program.ts'
import { python } from './tools.ts'

/** Runs a Python program that reads one JSON text and writes one. Throws with what it said where it ends in an error. */
export async function pythonProgram<Answer>(
  program: string,
  input: unknown,
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { code, stdout, stderr } = await runProgram(python.command, ['-c', program], {
    input: JSON.stringify(input),
    env,
  })
  if (code !== 0) throw new Error(`Python ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Answer
}
