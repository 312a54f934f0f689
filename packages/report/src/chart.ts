/** Renders an ECharts option to an SVG string, without a DOM and the same every time. */
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent, VisualMapComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import type { EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

import { fontFamily, palette } from './palette.ts'
import { escapeMarkup, plain } from './text.ts'

export interface Frame {
  /** Unique among the figures of a page: it becomes part of every id inside. */
  readonly name: string
  readonly title: string
  /** One line below the title. */
  readonly subtitle?: string | undefined
  /** One sentence with the main numbers, for those who do not see the figure. */
  readonly description: string
  readonly width: number
  readonly height: number
}

let ready = false

/** The root element of every figure: scales with its place, named for screen readers. */
export function svgDocument({ title, description, width, height }: Frame, body: string): string {
  const label = escapeMarkup(plain(`${title}. ${description}`))
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">` +
    `<rect width="${width}" height="${height}" fill="${palette.surface}"/>${body}</svg>`
  )
}

/** What the axes of all figures share. */
interface AxisStyle {
  readonly nameLocation: 'middle'
  readonly nameTextStyle: { color: string; fontSize: number }
  readonly axisLabel: { color: string; fontSize: number }
  readonly axisLine: { show: boolean; lineStyle: { color: string } }
  readonly axisTick: { lineStyle: { color: string } }
  readonly splitLine: { lineStyle: { color: string } }
}

/** Axis labels, lines and grid in the colours of the palette. */
export const axisStyle: AxisStyle = {
  nameLocation: 'middle',
  nameTextStyle: { color: palette.muted, fontSize: 13 },
  axisLabel: { color: palette.muted, fontSize: 12 },
  axisLine: { show: true, lineStyle: { color: palette.muted } },
  axisTick: { lineStyle: { color: palette.muted } },
  splitLine: { lineStyle: { color: palette.grid } },
}

/** In a legend: the line alone, for series that draw no symbols. */
export const noSymbol = { opacity: 0 } as const

/** What legends share; nobody can click on them. */
export const legendStyle: {
  readonly selectedMode: false
  readonly itemWidth: number
  readonly textStyle: { readonly color: string; readonly fontSize: number }
} = { selectedMode: false, itemWidth: 38, textStyle: { color: palette.ink, fontSize: 13 } }

/** Renders `option` into a figure; title, fonts and colours are set here. */
export function renderChart(frame: Frame, option: EChartsCoreOption): string {
  if (!ready) {
    use([
      BarChart,
      CustomChart,
      HeatmapChart,
      LineChart,
      GridComponent,
      LegendComponent,
      TitleComponent,
      VisualMapComponent,
      SVGRenderer,
    ])
    ready = true
  }
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: frame.width, height: frame.height })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, color: palette.ink },
      title: {
        text: frame.title,
        subtext: frame.subtitle ?? '',
        itemGap: 5,
        subtextStyle: { color: palette.ink, fontSize: 12.5 },
        left: 10,
        top: 4,
        textStyle: { color: palette.ink, fontSize: 15, fontWeight: 'bold' },
      },
      ...option,
    })
    return svgDocument(frame, tidy(chart.renderToSVGString({ useViewBox: true }), frame.name))
  } finally {
    chart.dispose()
  }
}

/** The inside of the rendered SVG without hover rules, metadata and process-wide counters in its ids. */
function tidy(svg: string, name: string): string {
  return svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/<style ?>[\s\S]*?<\/style>/g, '')
    .replace(/^\s*<rect [^>]*fill="none"><\/rect>/, '')
    .replace(/<[a-z]+ [^<>]*>/gi, (tag) =>
      tag.replace(/ (?:class="zr[^"]*"|ecmeta_[a-z_]+="[^"]*"|pointer-events="[^"]*")/g, ''),
    )
    .replace(/(id="|url\(#)zr\d+-c(\d+)/g, (_, before: string, number: string) => `${before}${name}-clip-${number}`)
    .replace(/\n+/g, '\n')
}
