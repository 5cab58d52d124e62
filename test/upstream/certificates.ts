import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { available } from '../support/outside-tool.ts'

export const OPENSSL = { name: 'openssl', present: available('openssl', ['version']) }

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface Authority extends Certificate {
  /** A certificate for these names (`DNS:…`, `IP:…`). `validity`: openssl's `-not_before`/`-not_after`, or a day from now. */
  issue(names: readonly string[], expired?: boolean): Certificate
}

/** A certificate authority of its own; needs openssl. */
export function newAuthority(): Authority {
  const root = selfSigned('test authority', [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign',
  ])
  return {
    ...root,
    issue: (names, expired = false) => inFolder((folder) => issued(folder, root, names, expired)),
  }
}

export function selfSigned(name: string, extensions: readonly string[]): Certificate {
  return inFolder((folder) => {
    const added = extensions.flatMap((extension) => ['-addext', extension])
    openssl(folder, [
      'req',
      '-x509',
      ...NEW_KEY,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-out',
      'cert.pem',
      ...added,
    ])
    return pair(folder)
  })
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem']

function issued(folder: string, root: Certificate, names: readonly string[], expired: boolean): Certificate {
  writeFileSync(join(folder, 'ca.pem'), root.cert)
  writeFileSync(join(folder, 'ca.key'), root.key)
  writeFileSync(join(folder, 'names.cnf'), `subjectAltName=${names.join(',')}\n`)
  openssl(folder, ['req', '-new', ...NEW_KEY, '-subj', '/CN=test', '-out', 'request.pem'])
  // A certificate that is valid for minus one day has expired.
  const days = expired ? '-1' : '2'
  openssl(folder, [
    ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', days, '-extfile', 'names.cnf', '-out', 'cert.pem'],
  ])
  return pair(folder)
}

function openssl(folder: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
}

const pair = (folder: string): Certificate => ({
  key: readFileSync(join(folder, 'key.pem'), 'utf8'),
  cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
})

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vultrino-test-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
