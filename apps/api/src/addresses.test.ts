import { describe, expect, it } from 'vitest'
import { countedAs, parseAddress, parseBlock, peerBehind } from './addresses.ts'

describe('an address', () => {
  it.each([
    ['1.2.3.4', '::ffff:1.2.3.4'],
    ['1.2.3.4', '::ffff:102:304'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::', '2001:db8:0:0:0:0:0:0'],
    ['fe80::1', 'fe80::1%eth0'],
  ])('%s is the same as %s', (one, other) => {
    expect(parseAddress(one)).toBeDefined()
    expect(parseAddress(one)).toBe(parseAddress(other))
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::12345',
    'g::',
    'localhost',
    '1.2.3.4:80',
    '::1.2.3',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined())

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/x', '10.0.0.0/', 'proxy', '10.0.0.0/-1'])(
    '%s is no proxy',
    (text) => {
      expect(() => parseBlock(text)).toThrow('expected an address or a CIDR block')
    },
  )

  it('counts as itself, or as its /64', () => {
    expect([countedAs('192.0.2.1'), countedAs('unknown')]).toEqual(['192.0.2.1', 'unknown'])
    expect(countedAs('2001:db8::1')).toBe(countedAs('2001:db8::ffff'))
    expect(countedAs('2001:db8::1')).not.toBe(countedAs('2001:db8:0:1::1'))
  })
})

describe('behind proxies', () => {
  const proxies = ['10.0.0.0/8', '::1'].map(parseBlock)
  const peer = (address: string, forwardedFor: string[], proto: string[] = []) =>
    peerBehind(proxies, { address, transport: 'http' }, forwardedFor, proto)

  it('the caller is the last address that is not a proxy’s', () => {
    expect(peer('10.0.0.1', ['1.1.1.1, 192.0.2.5, 10.0.0.2']).address).toBe('192.0.2.5')
    expect(peer('::1', ['1.1.1.1', '192.0.2.5']).address).toBe('192.0.2.5')
    expect(peer('::ffff:10.0.0.1', ['192.0.2.5']).address).toBe('192.0.2.5')
  })

  it('nothing is believed of a peer that is no proxy', () => {
    expect(peer('192.0.2.9', ['192.0.2.5'], ['https'])).toEqual({ address: '192.0.2.9', transport: 'http' })
  })

  it('what is no address, or all proxies, leaves the peer', () => {
    for (const forwarded of [[], [''], ['nonsense'], ['10.0.0.3, 10.0.0.4']])
      expect(peer('10.0.0.1', forwarded).address).toBe('10.0.0.1')
  })

  it('the transport is what the nearest proxy says', () => {
    expect(peer('10.0.0.1', [], ['http, https']).transport).toBe('tls')
    expect(peer('10.0.0.1', [], ['https', 'http']).transport).toBe('http')
    expect(peer('10.0.0.1', [], ['gopher']).transport).toBe('http')
  })
})
