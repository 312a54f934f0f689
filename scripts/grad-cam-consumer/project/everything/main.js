/** What a page bundles that wants everything. */
import * as gradCam from '@convlens/grad-cam'

globalThis.gradCam = gradCam
