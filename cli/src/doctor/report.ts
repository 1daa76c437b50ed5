import { styleText } from 'node:util'

import { Help } from 'commander'

import type { Output } from '../terminal.js'
import type { Diagnosis } from './diagnose.js'
import type { Finding, Severity } from './finding.js'

const headings = [
  { severity: 'error', one: 'error', many: 'errors', style: 'red' },
  { severity: 'warning', one: 'warning', many: 'warnings', style: 'yellow' },
  { severity: 'info', one: 'note', many: 'notes', style: 'cyan' },
] as const satisfies readonly { severity: Severity; one: string; many: string; style: string }[]

/** A line that is longer is hard to read. */
const widest = 100

/** Returns the report for a person: by severity, and what to do. */
export function reportOf(diagnosis: Diagnosis, { isTTY, columns }: Output, isColoured: boolean): string {
  const { findings, checked, unchecked } = diagnosis
  const width = isTTY === true && columns !== undefined ? Math.min(columns, widest) : widest
  const style = (style: Parameters<typeof styleText>[0], text: string) =>
    // Whether there is to be colour is decided already.
    isColoured ? styleText(style, text, { validateStream: false }) : text
  const parts = headings.flatMap(({ severity, many, style: colour }) => {
    const ofSeverity = findings.filter((each) => each.severity === severity)
    if (ofSeverity.length === 0) return []
    const heading = style([colour, 'bold'], many.charAt(0).toUpperCase() + many.slice(1))
    return [
      `${heading}\n\n${ofSeverity.map((each) => entryOf(each, width, (text) => style(colour, text))).join('\n\n')}`,
    ]
  })
  const counts = headings.map(({ severity, one, many }) => {
    const count = findings.filter((each) => each.severity === severity).length
    return `${count === 0 ? 'no' : String(count)} ${count === 1 ? one : many}`
  })
  const summary = counts.join(', ')
  return [
    ...parts,
    [
      wrapped(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, width, ''),
      ...(checked.length > 0 ? [wrapped(`Checked: ${checked.join(', ')}.`, width, '')] : []),
      ...(unchecked.length > 0 ? [wrapped(`Not checked: ${unchecked.join(', ')}.`, width, '')] : []),
    ].join('\n'),
  ].join('\n\n')
}

function entryOf({ code, message, remedy }: Finding, width: number, style: (text: string) => string): string {
  const lines = [wrapped(message, width, '    '), wrapped(`To do: ${remedy}`, width, '    ')]
  return [`  ${style(code)}`, ...lines].join('\n')
}

function wrapped(text: string, width: number, indent: string): string {
  const lines = new Help().boxWrap(text, width - indent.length).split('\n')
  return lines.map((line) => indent + line).join('\n')
}
