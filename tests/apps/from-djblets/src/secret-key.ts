/** Django's SECRET_KEY, from which Djblets made its first tokens. */
export const secretKey = 'django-insecure-0123456789'
