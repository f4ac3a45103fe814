import { Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { useBell } from './BellProvider.tsx'
import { FRAME_WORDS } from './words.ts'

export function SoundSwitch() {
  const words = useWords(FRAME_WORDS)
  const bell = useBell()
  const [, setShown] = useState(0)
  const again = () => setShown((n) => n + 1)
  useEffect(() => {
    // Any gesture will do: whoever has worked on the page already hears the next alert.
    const allow = () => void bell.allow().then(again)
    if (navigator.userActivation?.hasBeenActive && bell.isBlocked()) allow()
    addEventListener('pointerdown', allow, { once: true })
    addEventListener('keydown', allow, { once: true })
    return () => {
      removeEventListener('pointerdown', allow)
      removeEventListener('keydown', allow)
    }
  })
  const isMuted = bell.isMuted()
  const isBlocked = !isMuted && bell.isBlocked()
  const text = isBlocked ? words.soundAllow : isMuted ? words.soundOff : words.soundOn
  const press = () => {
    if (!isBlocked) bell.mute(!isMuted)
    if (!bell.isMuted()) void bell.allow().then(() => bell.ring())
    again()
  }
  return (
    <Tooltip title={isBlocked ? words.soundBlocked : text}>
      <button
        type="button"
        className={isBlocked ? 'icon-button wants' : 'icon-button'}
        onClick={press}
        aria-label={text}
      >
        <Icon name={isMuted || isBlocked ? 'mute' : 'sound'} />
        {isBlocked ? <span className="wide-only">{words.soundAllow}</span> : null}
      </button>
    </Tooltip>
  )
}
