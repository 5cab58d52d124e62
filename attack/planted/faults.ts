import { CALLER_FAULTS } from './caller-faults.ts'
import type { Fault } from './fault.ts'
import { LEFT_BEHIND_FAULTS } from './left-behind-faults.ts'

const FOLLOW = `
    let last = answer
    for (let hops = 0, from = target; hops < 5 && last.status >= 300 && last.status < 400; hops += 1) {
      const at = last.headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'location')
      if (at === -1) break
      from = parseTarget(new URL(last.headers[at + 1] ?? '', from.href).href)
      last = await upstream.send({ target: from, method: inbound.method, path: from.path, headers, body: null, bodyLength: null, addresses: ['127.0.0.0/8', '::1'], signal: inbound.signal })
    }
    return { armed, answer: last } as Forwarded`

export const FAULTS: readonly Fault[] = [
  {
    name: 'scrubbing',
    changes: [
      {
        file: 'src/pipeline/needles.ts',
        from: 'NeedleSet.compile(entries, after)',
        to: 'NeedleSet.compile([])',
      },
    ],
    fails: [
      'back-body-raw', 'back-body-base64-after-1', 'back-body-json-u', 'back-header-raw', 'back-set-cookie-raw', 'back-trailer-raw', 'back-coded-gzip-raw', 'back-split-7', 'back-store-plain', 'back-range-3', 'back-range-7', 'back-shape-query-whole-request',
      'frame-own-copy-header', 'frame-connection-kept-1', 'frame-connection-kept-3', 'who-own-field-made-up',
      'back-released-patch', 'back-released-unbind', 'back-released-tool', 'back-released-twice',
    ], // prettier-ignore
  },
  {
    name: 'scrubbing of headers',
    changes: [
      {
        file: 'src/pipeline/scrub.ts',
        from: 'headers: scrubFields(headers, needles, tally),',
        to: 'headers,',
      },
    ],
    fails: ['back-header-raw', 'back-set-cookie-raw'],
  },
  {
    name: 'scrubbing of trailers',
    changes: [
      {
        file: 'src/pipeline/scrub.ts',
        from: 'return scrubFields(trailers, needles, tally)',
        to: 'return trailers',
      },
    ],
    fails: ['back-trailer-raw'],
  },
  {
    name: 'undoing content codings',
    changes: [
      {
        file: 'src/pipeline/scrub.ts',
        from: 'const undone = fields.codings.length > 0 &&',
        to: 'const undone = fields.codings.length > 9 &&',
      },
      {
        file: 'src/pipeline/scrub.ts',
        from: 'if (sniffCoding(bytes) !== null) await',
        to: 'if (sniffCoding(new Uint8Array(0)) !== null) await',
      },
    ],
    fails: ['back-coded-gzip-raw'],
  },
  {
    name: 'binding',
    changes: [
      {
        file: 'src/domain/use-refusals.ts',
        from: 'if (bound !== null || credential.binding.length === 0) return bound',
        to: 'return bound ?? credential.binding[0] ?? null',
      },
    ],
    // Another address of this machine (`goes-neighbour`) is still held up by the guard of addresses.
    fails: ['goes-other-port', 'goes-other-tls', 'goes-localhost', 'goes-swapped'],
  },
  {
    name: 'the guard of addresses',
    changes: [
      { file: 'src/domain/address.ts', from: 'if (isPublic(address)) return true', to: 'return true' },
    ],
    fails: [
      'inside-name', 'inside-name-twice', 'inside-bound-loopback', 'names-to-loopback', 'names-to-watched', 'names-to-any', 'names-mixed-loopback',
      'names-position-last', 'names-rebound', 'names-rebound-watched', 'names-rebound-open', 'names-public', 'names-alias-localhost', 'names-search',
      'names-wild', 'names-many-one-bad', 'names-inside-loopback', 'names-inside-private-10', 'names-inside-metadata', 'names-inside-six-unique-local',
    ], // prettier-ignore
  },
  {
    name: 'the guard of every address but the first',
    changes: [
      {
        file: 'src/adapters/upstream/dial.node.ts',
        from: 'check(found.map(({ address }) => address))',
        to: 'check(found.slice(0, 1).map(({ address }) => address))',
      },
    ],
    fails: ['names-position-last', 'names-mixed-loopback'],
  },
  {
    name: 'dialling what was judged: the name is asked for once more',
    changes: [
      {
        file: 'src/adapters/upstream/dial.node.ts',
        from: 'else if (options.all === true) callback(null, [...found])',
        to: 'else if (options.all === true) void rules.resolve(hostname).then((again) => callback(null, [...again]))',
      },
    ],
    fails: ['names-rebound', 'names-rebound-watched', 'names-rebound-open', 'names-rebound-check-dial', 'names-rebound-check-dial-plain', 'names-rebound-fallback'], // prettier-ignore
  },
  {
    name: 'judging a name anew: it was good once',
    changes: [
      {
        file: 'src/adapters/upstream/dial.node.ts',
        from: 'check(found.map(({ address }) => address))',
        to: 'const once = rules as { good?: true }\n          if (once.good !== true) check(found.map(({ address }) => address))\n          once.good = true',
      },
    ],
    // Those that come later in the catalogue and ask for the same name.
    fails: ['names-rebound', 'names-rebound-watched', 'names-rebound-open', 'names-alias-localhost', 'names-search', 'names-many-one-bad'], // prettier-ignore
  },
  {
    name: 'the rule of redirects',
    changes: [
      { file: 'src/pipeline/forward.ts', from: 'return { armed, answer } as Forwarded', to: FOLLOW },
      {
        file: 'src/pipeline/forward.ts',
        from: "import { VultrinoError } from '../domain/errors.ts'",
        to: "import { VultrinoError } from '../domain/errors.ts'\nimport { parseTarget } from '../domain/target.ts'",
      },
    ],
    fails: ['redirect-302-other-port', 'redirect-307-other-port', 'redirect-style-header'],
  },
  {
    name: 'policies',
    changes: [
      {
        file: 'src/pipeline/enforce-policy.ts',
        from: 'if (policies.length === 0) return byDefault',
        to: 'if (policies.length >= 0) return byDefault',
      },
    ],
    fails: ['policy-path-1', 'policy-path-3', 'policy-path-6', 'policy-path-11', 'policy-path-13'],
  },
  {
    name: 'the canonical form of paths',
    changes: [
      {
        file: 'src/domain/policy/path-readings.ts',
        from: 'if (!AMBIGUOUS.test(path)) return',
        to: 'if (path !== "") return',
      },
      {
        file: 'src/domain/target.ts',
        from: 'if (PLAIN.test(text) && !DOT_SEGMENT.test(text)) return text',
        to: 'if (PLAIN.test(text)) return text',
      },
    ],
    fails: ['policy-path-6', 'policy-path-11', 'policy-path-13'],
  },
  {
    name: 'header hygiene: ranges',
    changes: [
      {
        file: 'src/domain/outbound-headers.ts',
        from: "  'range',\n  'if-range',\n",
        to: '',
      },
    ],
    fails: ['back-range-3', 'back-range-7'],
  },
  {
    name: "header hygiene: the caller's key",
    changes: [
      {
        file: 'src/domain/outbound-headers.ts',
        from: "  ['authorization', unlessOurs],\n",
        to: '',
      },
      {
        file: 'src/domain/outbound-headers.ts',
        from: "return value.includes('vk_') && WHOLE_KEY.test(value) ? undefined : value",
        to: 'return value',
      },
    ],
    fails: [
      'frame-own-copy-header',
      'frame-connection-kept-3',
      'redirect-style-header',
      'back-shape-query-whole-request',
    ],
  },
  {
    name: 'header hygiene: fields that Connection names',
    changes: [
      {
        file: 'src/domain/outbound-headers.ts',
        from: 'if (injected !== null) push(kept, injected.name, injected.value)\n  return kept',
        to: 'if (injected !== null) push(kept, injected.name, injected.value)\n  return ofConnection === undefined ? kept : without(kept, ofConnection)',
      },
    ],
    fails: ['frame-connection-kept-1', 'frame-connection-kept-3'],
  },
  {
    name: 'the check of keys',
    changes: [
      {
        file: 'src/pipeline/create-gate.ts',
        from: 'return principal === undefined ? lookAgain(hash, ip) : letIn(principal)',
        to: 'return principal === undefined ? OWNER : letIn(principal)',
      },
    ],
    fails: ['who-unknown', 'who-revoked', 'who-orphan'],
  },
  {
    name: 'scopes',
    changes: [
      {
        file: 'src/domain/use-refusals.ts',
        from: "if (holds(principal, 'execute') && covers(principal, alias)) return undefined",
        to: "if (holds(principal, 'execute')) return undefined",
      },
    ],
    fails: ['who-scope-1'],
  },
  {
    name: 'the refusal of web pages',
    changes: [
      {
        file: 'src/surfaces/http/caller-rules.ts',
        from: 'const { host, origin, fetchSite } = fields',
        to: 'const { host, origin, fetchSite } = fields\n  if (host !== "") return',
      },
    ],
    fails: ['who-page-rebound-name', 'who-page-origin', 'who-page-fetch-cross-site'],
  },
  {
    name: 'the token of forms',
    changes: [
      {
        file: 'src/surfaces/web/form-guard.ts',
        from: 'if (!expected.some((one) =>',
        to: 'if (form.text(FIELD) === "-" && !expected.some((one) =>',
      },
    ],
    fails: ['web-form-no-token-7'],
  },
  ...CALLER_FAULTS,
  ...LEFT_BEHIND_FAULTS,
]

/** What must stand in every build: without these a build that refuses everything would look well guarded. */
export const STANDS = ['fine-target-1', 'fine-binary-1024', 'fine-upload-1024', 'fine-request-field-cookie', 'fine-coded-gzip', 'fine-name', 'fine-name-closed-first'] as const // prettier-ignore
