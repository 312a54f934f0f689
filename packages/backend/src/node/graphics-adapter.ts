/** Which graphics adapter Dawn, the WebGPU of the npm package `webgpu`, finds on this machine. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Unavailable } from '../select/candidate.ts'
import type { GraphicsAdapter } from '../select/graphics-adapter.ts'

/** Dawn gives the card's name as `device`, spaces and brackets made dashes, and its driver as `description`. */
const program = (dawn: string): string => `
  const { create } = await import(${JSON.stringify(dawn)})
  const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' })
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter?.info ?? {}
  const name = [device?.replace(/-+$/, ''), description].filter(Boolean).join(', ')
  const found = adapter && { info: { vendor, architecture, description: name, isFallbackAdapter } }
  process.stdout.write('\\n' + JSON.stringify(found))`

const PATIENCE = 30_000

const remedy =
  'It needs a graphics card with a driver for Vulkan, Metal or Direct3D 12; on Linux also libvulkan.so.1 (Debian: `apt install libvulkan1`).'

/** Address of an optional peer. @throws Unavailable where it is not installed */
function resolve(name: string, version: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Unavailable(`${name} is not installed`, `Install it: \`npm install ${name}@${version}\`.`)
  }
}

/**
 * Asks in a process of its own: Dawn prints to standard error where there is no driver, and a driver out of order may end
 * the process that asks.
 *
 * @throws Unavailable where a package, a driver or a graphics card is missing
 */
export async function findAdapter(): Promise<GraphicsAdapter> {
  const dawn = resolve('webgpu', '0.6.2')
  resolve('@tensorflow/tfjs-backend-webgpu', '4.22.0')
  const flags = ['--input-type=module', '-e', program(pathToFileURL(dawn).href)]
  let found: GraphicsAdapter | null
  try {
    const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: PATIENCE })
    found = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as GraphicsAdapter | null
  } catch (error) {
    throw new Unavailable('the npm package webgpu fails while it looks for a graphics adapter', remedy, {
      cause: error,
    })
  }
  if (found === null) throw new Unavailable('there is no graphics adapter for WebGPU', remedy)
  return found
}
