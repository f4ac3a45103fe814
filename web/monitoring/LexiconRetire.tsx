import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useNavigate } from 'react-router'
import type { Lexicon } from '../../server/monitoring/lexicon-schema.ts'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { LEXICON_WORDS } from './lexicon-words.ts'

export function LexiconRetire({ lexicon }: { readonly lexicon: Lexicon }) {
  const words = useWords(LEXICON_WORDS)
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const retire = useMutation({
    mutationFn: () => post(`/api/lexicons/${lexicon.id}/retirement`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['lexicons'] })
      navigate('/lexicons')
    },
  })
  return (
    <>
      <Popconfirm
        title={words.retireWhat({ name: lexicon.name })}
        description={words.retireNote}
        okText={words.retire}
        cancelText={ui.cancel}
        okButtonProps={{ danger: true }}
        onConfirm={() => retire.mutate()}
      >
        <Button danger loading={retire.isPending}>
          {words.retire}
        </Button>
      </Popconfirm>
      {retire.error ? <RefusalText error={retire.error} /> : null}
    </>
  )
}
