/** Where, below a base, the certificate is served by which this installation's TLS listener is trusted. */
export const serverCaPath = '/mtls/ca.pem'
