// One round of a worker that calls people. Started by test/oncall-crash.test.ts.
import { callDue } from '../../server/oncall/call-step-actions.ts'
import { openMortalApp } from './mortal-worker.ts'

const { app, close } = openMortalApp()
await callDue(app)
await close()
