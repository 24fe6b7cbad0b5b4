import type { Facts, Rating } from '../scheme.ts'

/** Replace each by what is true: a score from 0 (worst) to 3 (best), words, why, and a paragraph. */
const open: Rating = {
  score: 1,
  words: 'not rated yet',
  why: 'Nobody has rated it yet.',
  depth: 'Nobody has rated it yet. Say here what the words above leave out, and when they do not hold.',
}

export const facts: Facts = {
  proof: 'You know the secret, and send it with a new number.',
  travels: 'X-Oidc: c2VjcmV0 1',
  standards: [{ clause: 'RFC 9110 §11', title: 'HTTP Semantics: HTTP Authentication', year: 2022 }],
  ratings: {
    security: open,
    complexity: open,
    scalability: open,
    delegation: open,
    management: open,
    overhead: open,
    uses: { ...open, score: null },
  },
  strengths: ['A copied request is worth nothing.'],
  drawbacks: ['The secret is in every request.'],
  misconceptions: [
    {
      claim: 'a number used once protects the secret',
      truth: 'It stops a copy. Whoever can read the field can write a new one.',
      clause: 'RFC 7616 §5.5',
    },
  ],
  objectives: ['Say what a number used once protects from, and what not.'],
  roundTrips: { first: 1, next: 1 },
  state: 'A row for each number, for an hour.',
  secrets: 'The secret at the client, and in every request.',
  tools: [{ name: 'curl', role: 'client', line: 'Sends any field.', state: 'active', snippet: 'curl' }],
}
