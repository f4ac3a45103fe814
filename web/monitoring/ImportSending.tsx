import { useState } from 'react'
import type { ImportPage } from '../../server/monitoring/import-schema.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ImportDrop } from './ImportDrop.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { resumeUpload } from './upload.ts'
import { useUpload } from './use-import.ts'

/** The upload under way in this browser, or how to go on with one that was interrupted. */
export function ImportSending({ page }: { readonly page: ImportPage }) {
  const words = useWords(IMPORT_WORDS)
  const upload = useUpload(page.card.id)
  const [missing, setMissing] = useState<readonly string[]>([])
  const isHere = upload && upload.state !== 'failed'
  const [sent, total] = isHere ? [upload.sent, upload.total] : [page.card.received, page.card.bytes]
  return (
    <Section title={words.uploading}>
      <Meter share={total === 0 ? 0 : sent / total} label={words.uploading} />
      <p className="figures" aria-live="polite">
        {words.uploadProgress({ sent: megabytes(sent), total: megabytes(total) })}
        {upload?.state === 'waiting' ? ` · ${words.uploadWaiting}` : ''}
      </p>
      {upload?.state === 'failed' ? <RefusalText error={upload.error} /> : null}
      {isHere ? null : (
        <>
          <p>{words.uploadBroken}</p>
          <ImportDrop take={(chosen) => setMissing(resumeUpload(page, chosen))} />
          {missing.length > 0 ? (
            <p className="warn-note">{words.uploadMissing({ names: missing.join(', ') })}</p>
          ) : null}
        </>
      )}
    </Section>
  )
}

export function Meter({ share, label }: { readonly share: number; readonly label: string }) {
  const percent = Math.min(100, Math.max(0, share * 100))
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  )
}

function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} KB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}
