import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readText, textOfHtml } from './markup.ts'

const TEXTS: [string, string, string][] = [
  [
    '§7 (MediaCrawler loses the face of Weibo)',
    '气死了<span class="url-icon"><img alt=[怒] src="//h5.sinaimg.cn/m/emoticon/icon/default/d_nu.png" /></span> 又被<a href=\'/n/客服\'>@小米客服</a>忽悠',
    '气死了[怒] 又被@小米客服忽悠',
  ],
  ['§7 alt in quotes', '<img alt="[允悲]" src=x>真行', '[允悲]真行'],
  ['the description of a photograph is not said by its author', '<img alt="图片" src=x>真行', '真行'],
  [
    '§4 RSSHub',
    '<a href="x" target="_blank">都市热线</a>:&ensp;#话题#<br><blockquote> - 转发 @某人</blockquote>',
    '都市热线: #话题#\n- 转发 @某人',
  ],
  ['paragraphs', '<p>一</p><p>二</p>', '一\n二'],
  ['entities', 'A &amp; B &lt;3 &#128512; &#x4e00; &hellip; &unknown;', 'A & B <3 😀 一 … &unknown;'],
  ['an entity of an entity is decoded once', '&amp;lt;', '&lt;'],
  ['half a character is no character', '&#xd83d;x', '\ufffdx'],
  ['scripts and styles', '<style>p{}</style>a<script>alert("<b>")</script>b', 'ab'],
  ['a comment', 'a<!-- <b>x</b> -->b', 'ab'],
  ['a quotation mark that is never closed', '<a title="x>青禾</a>说<b>！</b>', '青禾说！'],
  ['a comment that is never closed', 'a<!-- b', 'a<!-- b'],
  ['a tag that is never closed', '<i>a</i><b class="x', 'a<b class="x'],
  ['spaces at the ends of lines', '<p> a&nbsp; </p><p>&nbsp;</p><p>b c</p>', 'a\nb c'],
  ['> within an attribute', '<a title="a>b">x</a>', 'x'],
]
for (const [what, html, expected] of TEXTS) {
  test(`HTML: ${what}`, () => {
    assert.equal(textOfHtml(html), expected)
  })
}

for (const plain of ['我 <3 酸奶', '1 < 2 && 3 > 2', '气死了[怒]\n第二行', '<青禾>酸奶', 'a &amp; b']) {
  test(`a text that is no HTML stays as it is: ${plain}`, () => {
    assert.equal(readText(plain), plain)
  })
}
