import type { Route } from '../../page.ts'
import { bindCredential, unbindCredential } from './change-binding.ts'
import { deleteCredential, deletePage } from './delete-credential.ts'
import { editPage, saveEdit } from './edit-credential.ts'
import { credentialList } from './list-credentials.ts'
import { addCredential, newCredentialPage } from './new-credential.ts'
import { replaceSecret, secretPage } from './replace-secret.ts'
import { credentialPage } from './show-credential.ts'

export const credentialRoutes: readonly Route[] = [
  { method: 'GET', path: '/credentials', serve: credentialList },
  { method: 'GET', path: '/credentials/new', serve: newCredentialPage },
  { method: 'POST', path: '/credentials/new', serve: addCredential },
  { method: 'GET', path: '/credentials/:alias', serve: credentialPage },
  // As `/credentials/:alias`, for one that is called `new`.
  { method: 'GET', path: '/credentials/:alias/about', serve: credentialPage },
  { method: 'GET', path: '/credentials/:alias/edit', serve: editPage },
  { method: 'POST', path: '/credentials/:alias/edit', serve: saveEdit },
  { method: 'GET', path: '/credentials/:alias/secret', serve: secretPage },
  { method: 'POST', path: '/credentials/:alias/secret', serve: replaceSecret },
  { method: 'POST', path: '/credentials/:alias/bind', serve: bindCredential },
  { method: 'POST', path: '/credentials/:alias/unbind', serve: unbindCredential },
  { method: 'GET', path: '/credentials/:alias/delete', serve: deletePage },
  { method: 'POST', path: '/credentials/:alias/delete', serve: deleteCredential },
]
