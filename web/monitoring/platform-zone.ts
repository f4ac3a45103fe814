const IN_CHINA = ['weibo', 'wechat', 'douyin', 'kuaishou', 'bilibili', 'xiaohongshu', 'zhihu', 'tieba']

/** The zone in which a platform's own pages show times; undefined where they show each reader's. */
export function platformZone(platform: string): string | undefined {
  return IN_CHINA.includes(platform) ? 'Asia/Shanghai' : undefined
}
