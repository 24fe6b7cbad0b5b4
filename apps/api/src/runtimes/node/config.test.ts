import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('readConfig', () => {
  it('has an answer for everything where nothing is set', () => {
    expect(readConfig({ PORT: '', LIMITS: ' ' })).toMatchObject({
      port: 8787,
      tlsPort: 8443,
      publicOrigin: null,
      publicTlsOrigin: null,
      host: null,
      trustedProxies: [],
      limits: {},
      dataDirectory: expect.stringMatching(/[/\\]\.data$/),
    })
  })

  it('reads every setting', () => {
    const environment = {
      PORT: '80',
      TLS_PORT: 'off',
      PUBLIC_ORIGIN: 'https://lab.example/',
      PUBLIC_TLS_ORIGIN: 'https://mtls.lab.example:8443',
      HOST: '0.0.0.0',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      LIMITS: 'content=1000,addressRate=100:200',
      DATA_DIR: '/var/lib/lockstep',
    }
    expect(readConfig(environment)).toEqual({
      port: 80,
      tlsPort: null,
      publicOrigin: 'https://lab.example',
      publicTlsOrigin: 'https://mtls.lab.example:8443',
      host: '0.0.0.0',
      trustedProxies: ['10.0.0.0/8', '::1'],
      limits: { content: 1000, addressRate: { perSecond: 100, burst: 200 } },
      dataDirectory: '/var/lib/lockstep',
    })
    expect(readConfig({ LIMITS: 'off' }).limits).toBe('off')
  })

  it.each([
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['TLS_PORT', 'none'],
    ['PUBLIC_ORIGIN', 'localhost:8787'],
    ['PUBLIC_ORIGIN', 'http://localhost:8787/lab'],
    ['PUBLIC_ORIGIN', 'http://user@localhost'],
    ['PUBLIC_ORIGIN', 'ftp://localhost'],
    ['PUBLIC_TLS_ORIGIN', 'http://localhost:8443'],
    ['HOST', 'localhost'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1/8/8'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['LIMITS', 'on'],
    ['LIMITS', 'contents=1'],
    ['LIMITS', 'content=1:2'],
    ['LIMITS', 'addressRate=100'],
    ['LIMITS', '__proto__=1'],
  ])('says what is wrong with %s=%s', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(`Unexpected ${name} "${value}", expected `)
  })
})
