/**
 * `npm run bench -- NAME [ARGS]`: runs `bench/NAME.ts`, which exports `run(args)`. Without a name it lists what there is.
 * A promise that is a number is kept by whoever can measure it again; so the machine is named first.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'

const [name, ...args] = process.argv.slice(2)
const benches = readdirSync(import.meta.dirname)
  .filter(isBench)
  .map((file) => file.replace(/\.ts$/, ''))
  .sort()

if (name === undefined) console.log(`npm run bench -- NAME [ARGS]\n${benches.map((each) => `  ${each}`).join('\n')}`)
else if (!benches.includes(name)) {
  console.error(`no bench "${name}"; there are: ${benches.join(', ')}`)
  process.exitCode = 2
} else {
  console.log(machine())
  const bench = (await import(`./${name}.ts`)) as { run: (args: string[]) => Promise<void> }
  await bench.run(args)
}

/** A bench is whatever says that it can be run; the rest of the folder are its parts. */
function isBench(file: string): boolean {
  if (!/^[a-z-]+\.ts$/.test(file) || file === 'run.ts') return false
  return /^export (?:async )?function run\(/m.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
}

function machine(): string {
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  const processor = cpus()[0]?.model.trim() || 'unknown processor'
  const date = new Date().toISOString().slice(0, 10)
  return `${availableParallelism()} cores (${processor}), ${memory}, Node ${process.versions.node}, ${process.platform}, ${date}\n`
}
