import type { NoticeName } from './page.ts'

/** What was just done, said above the next page. Sentences of ours only: nothing of anybody's is in them. */
const NOTICES: Readonly<Record<NoticeName, string>> = {
  signed_out: 'You are signed out.',
  signed_out_everywhere: 'You are signed out, here and everywhere else.',
  password_changed: 'The password is changed. All other sessions have ended.',
  credential_added: 'The credential is stored.',
  credential_changed: 'The credential is changed.',
  credential_deleted: 'The credential is deleted.',
  credential_bound: 'The credential may go to these hosts now.',
  credential_unbound: 'The credential may no longer go there.',
  secret_replaced: 'The secret is replaced.',
  role_created: 'The role is made.',
  role_changed: 'The role is changed; its keys have the new rights at once.',
  role_deleted: 'The role is deleted; its keys open nothing any more.',
  key_created: 'The key is made.',
  key_revoked: 'The key is revoked.',
}

export const noticeText = (name: string): string | undefined =>
  Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined
