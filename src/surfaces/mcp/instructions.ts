/** What a model is told of this server before anything else. */
export const INSTRUCTIONS = [
  'Vultrino makes HTTP requests with credentials whose secrets you never see: you name a credential by its alias.',
  'list_credentials shows the aliases; http_request uses one; check_access says beforehand whether a request would be allowed; whoami says what you may do.',
  'Each credential goes to its own hosts only. Never ask for secrets. When a call is refused, its error says in "hint" what would help: do that or tell the user.',
].join('\n')
