/** Makes caches forget everything, as any message that no repository has written does. */
export const everything = ''
