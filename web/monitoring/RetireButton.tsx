import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useNavigate } from 'react-router'
import { post } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'

type Props = {
  /** the noun of its addresses, of the list to go back to and of what is read of it */
  readonly what: 'tracks' | 'lexicons'
  readonly id: string
  /** what will stop, and what stays */
  readonly title: string
  readonly note: string
  readonly verb: string
}

/** The dangerous one says what will stop, and what stays. */
export function RetireButton({ what, id, title, note, verb }: Props) {
  const ui = useWords(UI_WORDS)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const retire = useMutation({
    mutationFn: () => post(`/api/${what}/${id}/retirement`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [what] })
      navigate(`/${what}`)
    },
  })
  return (
    <>
      <Popconfirm
        title={title}
        description={note}
        okText={verb}
        cancelText={ui.cancel}
        okButtonProps={{ danger: true }}
        onConfirm={() => retire.mutate()}
      >
        <Button danger loading={retire.isPending}>
          {verb}
        </Button>
      </Popconfirm>
      {retire.error ? <RefusalText error={retire.error} /> : null}
    </>
  )
}
