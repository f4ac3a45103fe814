import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useColours } from './ColourMode.tsx'
import { type BandChart, bandOption } from './chart-style.ts'
import { useFormat } from './FormatProvider.tsx'

// SVG: sharp in print and on a wall; a page has at most some dozens of them.
use([LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer])

/** @param label what the picture says, for those who do not see it */
export function Chart(props: { readonly chart: BandChart; readonly label: string; readonly height: number }) {
  const box = useRef<HTMLDivElement>(null)
  const made = useRef<ECharts>(undefined)
  const { palette } = useColours()
  const format = useFormat()
  useEffect(() => {
    if (!box.current) return
    const chart = init(box.current, undefined, { renderer: 'svg' })
    made.current = chart
    const resizing = new ResizeObserver(() => chart.resize())
    resizing.observe(box.current)
    return () => {
      resizing.disconnect()
      chart.dispose()
    }
  }, [])
  useEffect(() => {
    made.current?.setOption(bandOption(props.chart, palette, format), { notMerge: true })
  }, [props.chart, palette, format])
  return <div ref={box} role="img" aria-label={props.label} style={{ height: props.height }} className="chart" />
}
