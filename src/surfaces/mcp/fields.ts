import { z } from 'zod'

/** Sizes keep nonsense out; what a value must be beyond them is for request path and control plane to say. */
const text = (most: number, description: string): z.ZodString => z.string().max(most).meta({ description })

/** Methods as the reference lists them. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export const apiKey = text(
  256,
  'Vultrino API key (vk_…) to make this one call with. Leave it out: the connection has its own',
)
export const alias = (description: string): z.ZodString => text(128, description)
export const secret = (description: string): z.ZodString => text(65_536, description)
export const username = text(4096, 'Username (for basic_auth type)')
export const description = (what: string): z.ZodString => text(1024, what)
export const hosts = z.array(z.string().max(512)).max(64)
export const metadata = z.record(z.string().min(1).max(128), z.json())

export const method = z.enum(METHODS).meta({ description: 'HTTP method' })
export const url = text(8192, 'Target URL (must be HTTPS for security)')
export const headers = z
  .record(z.string().min(1).max(128), z.string().max(16_384))
  .meta({ description: 'Additional headers to include in the request' })

const value = z.union([z.string().max(8192), z.number(), z.boolean()])
export const query = z.record(z.string().min(1).max(1024), z.union([value, z.array(value).max(256)])).meta({
  description: 'Parameters to add to the query of the URL; a list gives the parameter several times',
})
