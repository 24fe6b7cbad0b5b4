/** What a scope value lets a client do, in the words of the consent page. */
export function scopeWords(value: string): string {
  return words[value] ?? 'Something that this server has no words for'
}

const words: Readonly<Record<string, string>> = {
  'notes:read': 'Read your notes',
  'notes:write': 'Write and change notes',
  openid: 'Know that it is you',
  profile: 'See your name and what else is in your profile',
  email: 'See your e-mail address',
  address: 'See your postal address',
  phone: 'See your telephone number',
  offline_access: 'Go on while you are away',
}
