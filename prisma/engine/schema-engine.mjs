#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which Prisma downloads from a host that many machines cannot reach.
// It speaks the same JSON-RPC over stdio, served by Prisma's own WASM build and the pg driver adapter, so the history in
// `_prisma_migrations` is the real one and the native engine may continue it. The protocol is internal to Prisma: all
// Prisma versions are pinned exactly, and scripts/schema-engine.integration.test.ts runs the CLI against it.
import { readEngineArguments } from './arguments.mjs';
import { canConnect, createDatabase } from './database-commands.mjs';
import { serveRpc } from './rpc.mjs';

const request = readEngineArguments(process.argv.slice(2), process.env);

if (request.command === 'version') process.stdout.write('schema-engine-cli wasm\n');
else if (request.command === 'can-connect-to-database') process.exitCode = await canConnect(request.url);
else if (request.command === 'create-database') process.exitCode = await createDatabase(request.url);
else serveRpc(request);
