import type { EChartsCoreOption } from 'echarts/core'
import type { Format } from './format.ts'
import { FONTS, type Palette } from './theme.ts'

/** One point of a curve with its normal band. */
export type BandPoint = {
  readonly at: string
  readonly value: number
  readonly low: number
  readonly high: number
  readonly isAlarm: boolean
}
export type BandChart = {
  readonly points: readonly BandPoint[]
  /** how a value is written: counts or shares */
  readonly write: (value: number) => string
  readonly usual: string
  /** small: one of many, with the least of axes */
  readonly isSmall?: boolean
  /** moments to be marked by a line with a word */
  readonly marks?: readonly { readonly at: string; readonly word: string }[]
  /** 1 for shares, so that 8 % never looks like much */
  readonly least?: number
}

/** Data in ink, band and axes in grey, alarms as red diamonds with a rim: shape and colour. The newest value is written at its point. */
export function bandOption(chart: BandChart, palette: Palette, format: Format): EChartsCoreOption {
  const times = chart.points.map((point) => new Date(point.at).getTime())
  const pair = (values: readonly number[]) => values.map((value, index) => [times[index] ?? 0, value])
  const band = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { width: 0 }, animation: false }
  return {
    animation: false,
    textStyle: { fontFamily: FONTS[format.locale], color: palette.inkSoft, fontSize: 12 },
    grid: chart.isSmall
      ? { left: 6, right: 8, top: 14, bottom: 2, outerBoundsMode: 'same' }
      : { left: 8, right: 16, top: 28, bottom: 4, outerBoundsMode: 'same' },
    tooltip: tooltip(chart, palette, format),
    xAxis: timeAxis(chart, palette, format),
    yAxis: valueAxis(chart, palette),
    series: [
      { ...band, data: pair(chart.points.map(({ low }) => low)), areaStyle: { opacity: 0 } },
      {
        ...band,
        data: pair(chart.points.map(({ low, high }) => Math.max(0, high - low))),
        areaStyle: { color: palette.band, opacity: 1 },
      },
      {
        type: 'line',
        data: pair(chart.points.map(({ value }) => value)),
        symbol: 'none',
        lineStyle: { color: palette.ink, width: 1.8 },
        markLine: marks(chart, palette),
        z: 3,
      },
      alarms(chart, palette, times),
    ],
  }
}

function tooltip(chart: BandChart, palette: Palette, format: Format) {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.lineStrong,
    textStyle: { color: palette.ink, fontSize: 13 },
    formatter: (rows: { dataIndex: number }[]) => {
      const point = chart.points[rows[0]?.dataIndex ?? -1]
      if (!point) return ''
      const range = `${chart.usual} ${chart.write(point.low)}–${chart.write(point.high)}`
      return `${format.moment(point.at, new Date(0))} ${format.zoneName}<br/><b>${chart.write(point.value)}</b><br/>${range}`
    },
  }
}

function timeAxis(chart: BandChart, palette: Palette, format: Format) {
  return {
    type: 'time',
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    splitLine: { show: false },
    splitNumber: chart.isSmall ? 2 : 5,
    axisLabel: {
      color: palette.inkSoft,
      hideOverlap: true,
      formatter: (at: number) => {
        const time = format.time(new Date(at))
        return time === '00:00' ? format.day(new Date(at)) : time
      },
    },
  }
}

function valueAxis(chart: BandChart, palette: Palette) {
  const most = Math.max(0, ...chart.points.map(({ value, high }) => Math.max(value, high)))
  return {
    type: 'value',
    min: 0,
    max: chart.least === undefined ? undefined : Math.min(1, Math.max(chart.least, Math.ceil(most * 10) / 10)),
    splitNumber: chart.isSmall ? 1 : 3,
    minInterval: chart.least === undefined ? 1 : undefined,
    axisLabel: { color: palette.inkSoft, formatter: chart.write },
    splitLine: { lineStyle: { color: palette.line } },
  }
}

function marks(chart: BandChart, palette: Palette) {
  if (!chart.marks?.length) return undefined
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { color: palette.level1, type: 'dashed', width: 1.2 },
    label: { color: palette.level1, position: 'end', fontSize: 12 },
    data: chart.marks.map(({ at, word }) => ({
      xAxis: new Date(at).getTime(),
      // Beside the line, on the side where there is room: it must not be cut at the edge.
      label: { formatter: word, align: isLate(chart, at) ? 'right' : 'left' },
    })),
  }
}

function isLate({ points }: BandChart, at: string): boolean {
  const middle = points[Math.floor(points.length / 2)]?.at ?? ''
  return new Date(at).getTime() > new Date(middle).getTime()
}

function alarms(chart: BandChart, palette: Palette, times: readonly number[]) {
  return {
    type: 'scatter',
    symbol: 'diamond',
    symbolSize: chart.isSmall ? 8 : 11,
    itemStyle: { color: palette.level1, borderColor: palette.surface, borderWidth: 1.5 },
    data: chart.points.flatMap(({ isAlarm, value }, index) => (isAlarm ? [[times[index] ?? 0, value]] : [])),
    silent: true,
    z: 4,
  }
}
