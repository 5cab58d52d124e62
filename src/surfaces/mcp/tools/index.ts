import { holds, type Principal } from '../../../domain/principal.ts'
import type { Tool } from '../tool.ts'
import { addCredential } from './add-credential.ts'
import { checkAccess } from './check-access.ts'
import { deleteCredential } from './delete-credential.ts'
import { getCredential } from './get-credential.ts'
import { httpRequest } from './http-request.ts'
import { listCredentials } from './list-credentials.ts'
import { updateCredential } from './update-credential.ts'
import { whoami } from './whoami.ts'

/** Every tool there is, in the order in which they are listed. */
export const TOOLS: readonly Tool[] = [
  listCredentials,
  httpRequest,
  addCredential,
  deleteCredential,
  getCredential,
  updateCredential,
  checkAccess,
  whoami,
]

/** Those that somebody can do anything with. */
export const toolsFor = (principal: Principal): readonly Tool[] =>
  TOOLS.filter(({ needs }) => needs === null || holds(principal, needs))
