/** Tells people who listen to the page instead of seeing it what just happened. */
import { byId } from './element.ts'

export function announce(sentence: string): void {
  byId('announcements', HTMLElement).textContent = sentence
}
