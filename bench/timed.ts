/** Names of the timings: the commands are timed under them, the verdicts look them up. */
export const timed = {
  node: 'node -e 0',
  version: 'vultrino --version',
  list: 'vultrino list',
  request: 'vultrino request',
  derivation: 'key derivation alone (Argon2id, 64 MiB, t=3, p=1, in process)',
  getOne: 'vultrino get, 1 credential',
  getMany: 'vultrino get, 10,000 credentials',
  addOne: 'vultrino add, to 1 credential',
  addMany: 'vultrino add, to 10,000 credentials',
} as const
