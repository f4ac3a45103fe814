import { useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { useMay } from '../access/me.ts'
import { queryText } from '../api.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { SEARCH_WORDS } from './search-words.ts'

/** Search from any page, in the bar above; where the page has its own box there is none here. */
export function SearchJump() {
  const words = useWords(SEARCH_WORDS)
  const may = useMay()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [text, setText] = useState('')
  if (!may('posts.read') || pathname === '/stream') return null
  return (
    <search className="search-jump">
      <form
        className="wide-only"
        onSubmit={(event) => {
          event.preventDefault()
          void navigate(`/stream${queryText({ expression: text.trim() })}`)
          setText('')
        }}
      >
        <input
          type="search"
          className="plain-field"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={words.jump}
          aria-label={words.jump}
          maxLength={800}
        />
      </form>
      <Link to="/stream" className="icon-button narrow-only" aria-label={words.jump}>
        <Icon name="tracks" />
      </Link>
    </search>
  )
}
