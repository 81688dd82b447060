export { loadWording } from './load.ts'
