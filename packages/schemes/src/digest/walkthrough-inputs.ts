import type { Input } from '../scheme.ts'
import { digestAlgorithms } from './digest-algorithm.ts'
import { challengeIn } from './run-values.ts'

const note = '{"note":"Return the atlas on Friday."}'

/** What `compute` and the calls hash. Every input has the value that an unedited run uses. */
const who: Input[] = [
  { name: 'user', label: 'User', kind: 'text', initial: (run) => run.credentials.userId },
  {
    name: 'password',
    label: 'Password',
    kind: 'text',
    secret: true,
    initial: (run) => run.credentials.password,
  },
  {
    name: 'nameForm',
    label: 'The name travels as',
    kind: 'choice',
    options: ['username', 'userhash', 'username*'],
    initial: () => 'username',
  },
]
const how: Input[] = [
  { name: 'realm', label: 'Realm', kind: 'text', initial: (run) => challengeIn(run, 'call-bare').realm },
  {
    name: 'algorithm',
    label: 'Algorithm',
    kind: 'choice',
    options: digestAlgorithms.map(({ name }) => name),
    initial: (run) => challengeIn(run, 'call-bare').algorithm.name,
  },
]
const qop = (initial: 'auth' | 'auth-int'): Input => ({
  name: 'qop',
  label: 'Quality of protection',
  kind: 'choice',
  options: ['auth', 'auth-int'],
  initial: () => initial,
})
const body = (initial: string): Input => ({
  name: 'body',
  label: 'Body',
  kind: 'lines',
  initial: () => initial,
})
const count = (initial: string): Input => ({
  name: 'nc',
  label: 'Count',
  kind: 'text',
  initial: () => initial,
})
/** What goes into the first proof. */
export const computeInputs = [...who, ...how, qop('auth'), body('')]
/** A further request with the nonce of the first. */
export const countInputs = (nc: string) => [...who, ...how, qop('auth'), count(nc)]
/** A request whose body is covered. */
export const bodyInputs = [...who, ...how, qop('auth-int'), body(note)]
