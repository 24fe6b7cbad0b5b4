import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { at } from './at.ts'

export const botocore: Snippet = {
  id: 'botocore',
  title: 'botocore SigV4Auth',
  tool: 'python',
  language: 'python',
  role: 'client',
  status: 200,
  code: (sandbox) => {
    const { url, aws } = at(sandbox)
    return `import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

credentials = Credentials(${text(aws.accessKeyId)}, ${text(aws.secretAccessKey)})
body = b'{"lend":"the atlas","to":"ada"}'
request = AWSRequest('POST', ${text(`${url}?b=2&a=1`)}, data=body, headers={'Content-Type': 'application/json'})
SigV4Auth(credentials, ${text(aws.service)}, ${text(aws.region)}).add_auth(request)

response = requests.post(request.url, data=body, headers=dict(request.headers))
print(response.text)
print(response.status_code)
`
  },
  note: 'It sorts the query for the canonical request and sends it as you wrote it. It signs every field of the request but a few, and sends no X-Amz-Content-Sha256: the hash of the body is in the canonical request all the same.',
}
