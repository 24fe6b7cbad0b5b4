import type { Snippet } from '../../scheme.ts'
import { shellWord as word } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const curlAws: Snippet = {
  id: 'curl-aws',
  title: 'curl --aws-sigv4',
  tool: 'curl',
  language: 'shell',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, aws } = at(sandbox)
    return `curl --silent --show-error --write-out '\\n%{http_code}\\n' \\
  --aws-sigv4 ${word(`aws:amz:${aws.region}:${aws.service}`)} \\
  --user ${word(`${aws.accessKeyId}:${aws.secretAccessKey}`)} \\
  ${word(`${url}?a=1&b=2`)}
`
  },
  note: 'Version 7.88 puts the query and the path into the canonical request as they are. So write the query in order, each name with its equals sign, and no percent-encoded path; b=2&a=1 is answered with 401. It sends no X-Amz-Content-Sha256.',
}
