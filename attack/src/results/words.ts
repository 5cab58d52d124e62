/** What stands in RESULTS.md whatever came out. Facts about proxies; nothing that a run could contradict. */
export const EXPLANATION = `
A case is an attack, or a benign twin of one. It counts once for each way into the proxy that it fits. What the words
mean:

| word | meaning |
| --- | --- |
| blocked | the proxy refused, as it should |
| clean | it passed, and no secret was where it must not be; a benign twin came through untouched |
| leaked | a secret came back or went astray, or something was done that must be refused |
| broke | something that must work did not, or no answer came in time; also where a case could not prove anything |
| crashed | the program ended, or answered nobody any more; it was started again for the next case |
| not-applicable | the proxy has no such way in or feature, and the case was not run |

Read the tables with this in mind:

- **The suite was written by the people who write Vultrino**, with Vultrino's promises in view. Cases found by fuzzing
  Vultrino are mended in Vultrino before they come here. So a table full of zeros for Vultrino says that it keeps what it
  promises; it does not say that the others are bad at what they promise.
- **nginx and mitmproxy do not claim to keep a secret out of answers.** They are here because people use them for this job.
  By the suite's definition every echo is a leak; that is most of their numbers, and no fault in them.
- **varlock does not claim to find a secret in a compressed or binary answer, or in another spelling**: its sources say
  that such answers pass unchanged. Its rules name hosts without a port, and here all targets are on one address: what
  arrived at another port of the right host is counted as a leak, and would need a second service on that host in real
  life. A placeholder that no rule is for is sent on as it is, which is harmless, and counted as something that must be
  refused.
- **A share of cases is not a measure of quality.** Most cases that all were asked are of family 4, about answers, which
  nginx and mitmproxy were not made to guard, and what is counted as one case or as ten is our choice. Compare families,
  not sums.
- **\`clean\` is not praise**: a proxy that was asked for an origin it knows nothing of, and sent the request on without a
  secret, is clean there, and so is one that never met the danger.
- **Time**: a target that is silent must be given up within the time of a case (10 to 20 seconds). Vultrino and nginx were set
  to three seconds, because they can be; a proxy that waits for longer, as it may well be right to do, counts as \`broke\`
  in those cases.
- A credential that a proxy chooses by host cannot be asked for by name, so cases about a choice among several are not
  applicable to mitmproxy with this script.
- The address guard, API keys, the web UI, MCP and plugins are Vultrino's own; for the others such cases are not applicable.
`.trim()

export const NOT_RUN = `
## Not run

Nothing is claimed about these: no adapter has been written for them. Whoever knows one of them can write one (see the
README), and is invited to.

| proxy | what stands in the way |
| --- | --- |
| OneCLI; OpenShell | an installation of several parts (gateway, UI, database or sandboxes), not one program from a registry |
| agent-vault, Agent Proxy, tokenizer, iron-proxy, clawpatrol | built from source, or run as a container |
| keys-on-the-wire | takes its secrets from Bitwarden Secrets Manager, for which it needs an account |
| smokescreen | holds no secrets: it guards addresses only |
| sandboxes of Docker, Vercel, Cloudflare | part of a product or service that cannot be run on this machine |
`.trim()
