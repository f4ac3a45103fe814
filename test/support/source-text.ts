// What the architecture test needs to know of a TypeScript file, without a parser: TypeScript 7 has no API for JavaScript yet.

export type Import = { readonly from: string; readonly typeOnly: boolean }
export type FunctionSpan = { readonly line: number; readonly lines: number }

/** Text in which comments (and, on request, the insides of strings) are spaces; every character keeps its place and line. */
export function blank(text: string, strings: boolean): string {
  const out = [...text.split('')]
  const erase = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) if (out[at] !== '\n') out[at] = ' '
  }
  /** Depth of braces at which each open template literal's `${` began. */
  const templates: number[] = []
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2)
    const one = text[at] ?? ''
    if (two === '//') at = eraseTo(endOfLine(text, at))
    else if (two === '/*') at = eraseTo(after(text, '*/', at + 2))
    else if (one === '/' && startsRegExp(out, at)) at = skip(endOfRegExp(text, at))
    else if (one === "'" || one === '"') at = skip(endOfString(text, at))
    else if (one === '`' || (one === '}' && templates.at(-1) === depth)) {
      if (one === '}') templates.pop()
      const end = endOfTemplate(text, at)
      if (text.slice(end - 2, end) === '${') templates.push(depth)
      at = skip(end)
    } else if (one === '{') depth += 1
    else if (one === '}') depth -= 1

    function eraseTo(end: number): number {
      erase(at, end)
      return end - 1
    }
    function skip(end: number): number {
      if (strings) erase(at + 1, end - 1)
      return end - 1
    }
  }
  return out.join('')
}

/** Every module that the file names: static, re-exported or dynamic. */
export function importsOf(text: string): Import[] {
  // Found where strings are blank, so that words in a string are no import; then read from the text at the same place.
  const code = blank(text, true)
  const named = (match: RegExpExecArray): string => text.slice(...(match.indices?.groups?.from ?? [0, 0]))
  const statics = code.matchAll(
    /^\s*(?:import|export)\s+(?<type>type\s)?(?:[\w*\s{},$]+?\sfrom\s*)?['"](?<from> +)['"]/dgm,
  )
  const dynamics = code.matchAll(/\bimport\(\s*['"](?<from> +)['"]/dg)
  return [
    ...[...statics].map((match) => ({ from: named(match), typeOnly: match.groups?.type !== undefined })),
    ...[...dynamics].map((match) => ({ from: named(match), typeOnly: false })),
  ]
}

/** Bodies in braces of functions, methods and arrows, from the line of their name or parameters to the closing brace. */
export function functionsOf(text: string): FunctionSpan[] {
  const code = blank(text, true)
  const spans: FunctionSpan[] = []
  for (const { index } of code.matchAll(/\(/g)) {
    if (/\b(?:if|for|while|switch|catch|with|return|await)\s*$/.test(code.slice(Math.max(0, index - 40), index)))
      continue
    const close = matching(code, index)
    const open = bodyAfter(code, close + 1)
    if (open === undefined) continue
    const first = lineAt(code, index)
    spans.push({ line: first, lines: lineAt(code, matching(code, open)) - first + 1 })
  }
  return spans
}

/** Lines with a `let` or `var` outside every function and block. */
export function topLevelState(text: string): number[] {
  const code = blank(text, true)
  return [...code.matchAll(/^(?:export\s+)?(?:let|var)\s/gm)]
    .filter(({ index }) => depthAt(code, index) === 0)
    .map(({ index }) => lineAt(code, index))
}

/** Where the body opens after a parameter list, past a return type and an arrow; undefined when no body in braces follows. */
function bodyAfter(code: string, from: number): number | undefined {
  let at = pastSpace(code, from)
  if (code[at] === ':') at = pastType(code, at + 1)
  if (code.startsWith('=>', at)) at = pastSpace(code, at + 2)
  return code[at] === '{' ? at : undefined
}

/** A type ends where `{`, `=>` or anything else follows something complete; after `:` `|` `&` `=>` a part is still to come. */
function pastType(code: string, from: number): number {
  let expecting = true
  for (let at = pastSpace(code, from); at < code.length; at = pastSpace(code, at)) {
    const one = code[at] ?? ''
    if (code.startsWith('=>', at)) return at
    if (one === '|' || one === '&') {
      expecting = true
      at += 1
    } else if (!expecting && one !== '<' && one !== '[' && one !== '.' && !/^is\b/.test(code.slice(at, at + 3)))
      return at
    else if ('{([<'.includes(one)) {
      at = matching(code, at) + 1
      expecting = false
    } else {
      const word = /^(?:readonly\s|keyof\s|typeof\s|asserts\s|is\s|\.|[\w$'"`]+)/.exec(code.slice(at, at + 80))?.[0]
      if (word === undefined) return at
      expecting = /\s$|^\.$/.test(word)
      at += word.length
    }
  }
  return code.length
}

/** Index of the bracket that closes the one at `open`; the text's end when none does. Arrows do not close `<`. */
function matching(code: string, open: number): number {
  const opening = code[open] ?? ''
  const closing = { '(': ')', '[': ']', '{': '}', '<': '>' }[opening]
  let depth = 0
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === opening) depth += 1
    else if (code[at] === closing && code[at - 1] !== '=') depth -= 1
    else if (code[at] === closing && opening !== '<') depth -= 1
    if (depth === 0) return at
  }
  return code.length
}

function depthAt(code: string, index: number): number {
  let depth = 0
  for (const one of code.slice(0, index)) depth += one === '{' ? 1 : one === '}' ? -1 : 0
  return depth
}

function lineAt(code: string, index: number): number {
  return code.slice(0, index).split('\n').length
}

function pastSpace(code: string, from: number): number {
  let at = from
  while (/\s/.test(code[at] ?? '')) at += 1
  return at
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from)
  return found < 0 ? text.length : found + what.length
}

/** A quote without its partner on the line is an apostrophe in a page's text, not a string. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === text[from]) return at + 1
  }
  return from + 1
}

/** Past the closing backtick, or past the `${` of the next expression. */
function endOfTemplate(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '`') return at + 1
    else if (text[at] === '$' && text[at + 1] === '{') return at + 2
  }
  return text.length
}

/** A slash divides after a value; after an operator, an opening bracket or a word such as `return` it opens a pattern. */
function startsRegExp(out: string[], at: number): boolean {
  let back = at - 1
  while (back >= 0 && /\s/.test(out[back] ?? '')) back -= 1
  const before = out[back] ?? '\n'
  // `</div>` and `<br />` in pages
  if (before === '<' || out[at + 1] === '>') return false
  if (/[\w$]/.test(before))
    return /\b(?:return|typeof|case|in|of|await)$/.test(out.slice(Math.max(0, back - 8), back + 1).join(''))
  return !/[)\]}'"`]/.test(before)
}

function endOfRegExp(text: string, from: number): number {
  let inClass = false
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '[') inClass = true
    else if (text[at] === ']') inClass = false
    else if (text[at] === '/' && !inClass) return at + 1
  }
  return from + 1
}
