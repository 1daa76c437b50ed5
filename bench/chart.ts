import type { Comparison } from './requests/throughputs.js'

const concurrency = 16

const bars = [
  { operation: 'authenticate, many tokens', variant: 'cached', label: 'authenticate, cached' },
  { operation: 'authenticate, many tokens', variant: 'library', label: 'authenticate' },
  { operation: 'authenticate, many tokens', variant: 'prisma', label: 'plain findUnique' },
  { operation: 'authenticate, many tokens', variant: 'better-auth', label: 'better-auth verifyApiKey' },
  { operation: 'reject, wrong checksum', variant: 'library', label: 'reject a malformed token' },
  { operation: 'reject, wrong checksum', variant: 'better-auth', label: 'better-auth, the same' },
  { operation: 'generate', variant: 'library', label: 'generateToken' },
  { operation: 'generate', variant: 'prisma', label: 'plain create' },
  { operation: 'generate', variant: 'better-auth', label: 'better-auth createApiKey' },
] as const

const width = 720
const labelWidth = 190
const valueWidth = 80
const rowHeight = 26
const top = 54

/** A bar chart as SVG, with a logarithmic scale: from a hundred to a million operations a second. */
export function chart(requests: readonly Comparison[]): string {
  const [lowest, highest] = [2, 6]
  const scale = (value: number) =>
    Math.max(0, ((Math.log10(value) - lowest) / (highest - lowest)) * (width - labelWidth - valueWidth))
  const rows = bars.flatMap(({ operation, variant, label }) => {
    const comparison = requests.find((each) => each.operation === operation && each.concurrency === concurrency)
    const figures = comparison?.variants[variant]
    return figures
      ? [{ label, perSecond: figures.perSecond.median, isOurs: variant === 'library' || variant === 'cached' }]
      : []
  })
  const lines = rows.map(({ label, perSecond, isOurs }, index) => {
    const y = top + index * rowHeight
    const length = scale(perSecond).toFixed(1)
    return [
      `<text x="${labelWidth - 8}" y="${y + 15}" text-anchor="end">${label}</text>`,
      `<rect x="${labelWidth}" y="${y}" width="${length}" height="20" rx="3" fill="${isOurs ? '#2f6f4f' : '#9aa5b1'}"/>`,
      `<text x="${labelWidth + Number(length) + 8}" y="${y + 15}">${Math.round(perSecond).toLocaleString('en')}</text>`,
    ].join('\n')
  })
  const height = top + rows.length * rowHeight + 8
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="12" y="24" font-size="16" font-weight="bold">Operations a second on PostgreSQL, ${concurrency} at once</text>
<text x="12" y="42" fill="#52606d">logarithmic scale; medians of one run on one machine</text>
${lines.join('\n')}
</svg>
`
}
