// A real OpenID Connect provider with clients and people of the test's choosing: node provider.cjs FOLDER, what it is
// to be as JSON on standard input; says "ready" when it listens. Whoever types a known name at its door is let in.
const { createServer } = require('node:http')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { readFileSync } = require('node:fs')

const wanted = JSON.parse(readFileSync(0, 'utf8'))
const library = createRequire(`${process.argv[2]}/`).resolve('oidc-provider')

const door = (uid) => `<!doctype html><html lang="en"><title>North Trust</title><main><h1>North Trust</h1>
<form method="post" action="/interaction/${uid}"><label>Name <input name="name"></label>
<label><input type="checkbox" name="second" value="yes"> with a second step</label>
<button>Let me in</button></form></main></html>`

async function fields (request) {
  let body = ''
  for await (const piece of request) body += piece
  return new URLSearchParams(body)
}

async function main () {
  const { Provider } = await import(pathToFileURL(library))
  const provider = new Provider(wanted.issuer, {
    clients: wanted.clients,
    cookies: { keys: ['for tests alone'] },
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    acrValues: ['urn:second'],
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => { ctx.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Out</button>` }
      }
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, sub) => wanted.people[sub] && { accountId: sub, claims: () => ({ sub, ...wanted.people[sub] }) },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    // back-channel logout goes to this very machine, which the provider's own guard would refuse
    fetch: (url, options) => { delete options.dispatcher; return globalThis.fetch(url, options) }
  })
  const answer = provider.callback()
  createServer(async (request, response) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(request.url)?.[1]
    if (!uid) return answer(request, response)
    try {
      await provider.interactionDetails(request, response)
      if (request.method !== 'POST') return response.setHeader('content-type', 'text/html').end(door(uid))
      const typed = await fields(request)
      const login = { accountId: typed.get('name'), amr: typed.get('second') ? ['pwd', 'otp'] : ['pwd'] }
      if (typed.get('second')) login.acr = 'urn:second'
      await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
    } catch (wrong) {
      response.writeHead(400).end(String(wrong))
    }
  }).listen(Number(new URL(wanted.issuer).port), '127.0.0.1', () => console.log('ready'))
  provider.on('backchannel.error', (ctx, wrong) => console.error('backchannel', wrong.message, wrong.cause))
  provider.on('server_error', (ctx, wrong) => console.error(wrong))
}
main()
