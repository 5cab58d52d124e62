import { Secret } from '../domain/secret.ts'
import type { SigningKey, SigningKeyInfo } from '../domain/signing-key.ts'
import type { RecordKind } from './record-kinds.ts'

/** The public key stands in both parts: the one that is shown is the one whose private half is sealed. */
export const signingKeyKind: RecordKind<SigningKeyInfo, SigningKey> = {
  nameOf: ({ name }) => name,
  mention: (name) => ({ name }),
  split: ({ privateKey, ...info }) => ({
    info,
    payload: { publicKey: info.publicKey, privateKey: privateKey.reveal() },
  }),
  join(info, payload) {
    const { publicKey, privateKey } = payload as { publicKey: string; privateKey: string }
    return publicKey === info.publicKey ? { ...info, privateKey: new Secret(privateKey) } : undefined
  },
}
