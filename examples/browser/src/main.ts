/** The page: starts a backend, loads the classifier, then answers for every picture that is dropped. */
import { useBackend } from '@convlens/backend/browser'
import { decodeImage, drawPhantom } from '@convlens/data'
import { loadClassifier } from '@convlens/model/browser'
import type { Classifier } from '@convlens/model'
import { announce } from './announce.ts'
import { createAnalyst } from './analyst.ts'
import { chosenBackend, showBackend, showBackendError } from './backend-panel.ts'
import { listenForClassifier, showClassifier, showClassifierError } from './classifier-panel.ts'
import { byId } from './element.ts'
import type { Source } from './finding.ts'
import { createHeatMapControls } from './heat-map-controls.ts'
import { listenForPictures } from './pictures-panel.ts'
import { createResults } from './results.ts'
import { seal } from './seal.ts'
import { sentenceOf } from './sentence.ts'
import { warmUp } from './warm-up.ts'
import { wasmPaths } from './wasm-paths.ts'

const builtInName = 'Built-in classifier'

async function start(): Promise<void> {
  const report = await useBackend(chosenBackend(location.href), { wasmPaths })
  showBackend(report)
  const builtIn = await loadClassifier(new URL('classifier/', document.baseURI).href)
  const analyst = createAnalyst(builtIn)
  await warmUp(analyst)
  // Everything is here now: from this line on the browser refuses every connection.
  if (import.meta.env.PROD) seal()
  byId('privacy', HTMLElement).textContent = import.meta.env.PROD
    ? 'All that the page needs is loaded. From here on the browser refuses it every connection: pictures and results cannot leave.'
    : 'Development server: connections stay open. The built page closes them once it is loaded.'

  const controls = createHeatMapControls({ onChoice: () => results.explain(), onLook: () => results.paint() })
  const results = createResults(analyst, controls.settings)
  controls.offer(analyst)
  showClassifier(builtIn, builtInName)

  let inUse = builtIn
  const use = async (classifier: Classifier, name: string): Promise<void> => {
    const next = createAnalyst(classifier)
    const former = inUse
    inUse = classifier
    controls.offer(next)
    showClassifier(classifier, name)
    byId('classifier-built-in', HTMLElement).hidden = classifier === builtIn
    announce(`${name} is in use.`)
    await results.use(next)
    if (former !== builtIn && former !== classifier) former.model.dispose()
  }
  const loadBundle = async (files: File[]): Promise<void> => {
    try {
      await use(await loadClassifier(files), nameOf(files))
    } catch (error) {
      showClassifierError(sentenceOf(error))
      announce(sentenceOf(error))
    }
  }
  listenForClassifier({ onFiles: (files) => void loadBundle(files), onBuiltIn: () => void use(builtIn, builtInName) })

  let drawn = 0
  listenForPictures({
    onFiles: (files) => {
      if (files.some(({ name }) => name === 'classifier.json')) void loadBundle(files)
      else results.add(files.map(fromFile))
    },
    onExample: (label) => results.add([fromPhantom(label, ++drawn)]),
  })
  document.documentElement.dataset['ready'] = 'true'
  announce('Ready. Choose or drop X-rays.')
}

function fromFile(file: File): Source {
  return { name: file.name, load: async () => decodeImage(new Uint8Array(await file.arrayBuffer())) }
}

/** A drawn chest, another one at every press. */
function fromPhantom(label: 'covid' | 'normal', number: number): Source {
  const seed = `page/${number}`
  return {
    name: `phantom ${number} (${label === 'covid' ? 'drawn with patches' : 'drawn without patches'})`,
    load: async () => drawPhantom({ label, seed, size: 512 }).raster,
  }
}

/** The folder's name where a folder was chosen. */
function nameOf(files: readonly File[]): string {
  const folder = files[0]?.webkitRelativePath.split('/').at(-2)
  return folder === undefined || folder === '' ? 'Your classifier' : folder
}

start().catch((error: unknown) => {
  showBackendError(sentenceOf(error))
  byId('classifier', HTMLElement).textContent = 'Not loaded.'
  announce(sentenceOf(error))
})
