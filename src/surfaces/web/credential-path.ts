/** Where a credential is shown. One that is called `new` would be taken for the form. */
export function credentialPath(
  alias: string,
  part?: 'edit' | 'secret' | 'bind' | 'unbind' | 'delete',
): string {
  const base = `/credentials/${encodeURIComponent(alias)}`
  if (part !== undefined) return `${base}/${part}`
  return alias === 'new' ? `${base}/about` : base
}
