/** SwiftShader, the Vulkan driver in software that Chromium brings: WebGPU for tests on machines without a graphics card. */
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'

/** Keeps a library loaded although it turns out not to be an addon of Node (dlopen(3)). */
const RTLD_NODELETE = 0x1000

const folders = [process.env['CHROMIUM_PATH'] ?? '', '/usr/lib/chromium/chromium', '/opt/google/chrome/chrome']
  .filter((program) => existsSync(program))
  .map((program) => dirname(realpathSync(program)))

/**
 * Makes Chromium's SwiftShader the Vulkan driver of this process and its children, with Chromium's Vulkan loader, since
 * systems without a graphics card often have none. Where another driver is chosen, it stays. Before Dawn starts.
 */
export function useSwiftShader(): void {
  const folder = folders.find((each) => existsSync(join(each, 'vk_swiftshader_icd.json')))
  if (folder === undefined || process.env['VK_ICD_FILENAMES'] !== undefined) return
  process.env['VK_ICD_FILENAMES'] = join(folder, 'vk_swiftshader_icd.json')
  // children find the loader by this; here a library of its name is loaded already when Dawn asks for one
  process.env['LD_LIBRARY_PATH'] = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  try {
    process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), constants.dlopen.RTLD_NOW | RTLD_NODELETE)
  } catch {
    // it is no addon, which Node says after loading it
  }
}
