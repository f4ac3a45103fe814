/** All file formats. A new one is its file, its test and one line here. */

import { type Reading, type ReadOptions, readFilesBy } from './contract/read-files.ts'
import type { Collector, FileFormat } from './contract.ts'
import { feed } from './feed.ts'
import { hotList } from './hot-list.ts'
import { mailbox } from './mailbox/collector.ts'
import { mediacrawler } from './mediacrawler/format.ts'
import { newsnow } from './newsnow.ts'
import { chat } from './record/chat.ts'
import { complaint } from './record/complaint.ts'
import { hotline } from './record/hotline.ts'
import { review } from './record/review.ts'
import { rsshub } from './rsshub.ts'
import { stonedt } from './stonedt.ts'
import { trendradar } from './trendradar.ts'
import { weiboCrawler } from './weibo-crawler.ts'
import { weiboSearch } from './weibo-search.ts'
import { weibospider } from './weibospider.ts'
import { weiji } from './weiji.ts'

export const fileFormats: readonly FileFormat[] = [
  weiji,
  mediacrawler,
  weiboSearch,
  weiboCrawler,
  weibospider,
  trendradar,
  newsnow,
  rsshub,
  stonedt,
  hotline,
  chat,
  complaint,
  review,
]

export const findFileFormat = (id: string): FileFormat | undefined => fileFormats.find((each) => each.id === id)

/** All places that are asked again and again: the same, one line here. */
export const collectors: readonly Collector[] = [feed, hotList, mailbox(fileFormats)]

export const findCollector = (id: string): Collector | undefined => collectors.find((each) => each.id === id)

/** Recognises files and folders and reads their rows as posts: see `readFilesBy`. */
export function readFiles(paths: readonly string[], options: ReadOptions): Promise<Reading> {
  return readFilesBy(fileFormats, paths, options)
}
