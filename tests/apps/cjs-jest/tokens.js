const { WebAPITokenRepository } = require('prisma-webapi-token')

const { prisma } = require('./prisma-client')

exports.tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
