import { argon2 } from 'node:crypto'
import { VultrinoError } from '../../domain/errors.ts'
import type { KdfCost, KeyDerivation } from '../../ports/key-derivation.ts'

const KEY_BYTES = 32

function derive(password: Uint8Array, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce: salt, tagLength: KEY_BYTES, ...cost }, (error, key) => {
      if (error === null) resolve(key)
      else
        reject(
          new VultrinoError(
            'storage_error',
            { reason: 'the password could not be stretched' },
            { cause: error },
          ),
        )
    })
  })
}

/** Node's own Argon2id (OpenSSL), off the main thread. */
export const argon2id: KeyDerivation = { derive }
