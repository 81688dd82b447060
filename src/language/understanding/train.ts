import { writeFileSync } from 'node:fs'
import { learntFile } from './files.ts'
import { loadLibraries } from './libraries.ts'
import { learn, lessonsOf } from './training.ts'

const lessons = lessonsOf()
const learnt = learn(lessons, await loadLibraries())
const text = `${JSON.stringify(learnt)}\n`
writeFileSync(learntFile, text)
process.stdout.write(`${learntFile}: learnt from ${lessons.length} texts, ${text.length} characters.\n`)
