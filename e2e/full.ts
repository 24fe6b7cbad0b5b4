/** True under `npm run test:full`: what is alike in many places is then looked at in each of them. */
export const full = process.env.FULL_RUN === 'yes'
