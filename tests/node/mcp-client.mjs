// node mcp-client.mjs ENERGY_OPT NETWORK  a session as a coding agent has it, by the client of the protocol's own SDK.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import {StdioClientTransport} from '@modelcontextprotocol/sdk/client/stdio.js';

const [tool, network] = process.argv.slice(2);
const client = new Client({name: 'energy-opt-tests', version: '0.0.0'});
await client.connect(new StdioClientTransport({command: tool, args: ['mcp']}));
assert.equal(client.getServerVersion().name, 'energy-opt');

const {tools} = await client.listTools();
assert.deepEqual(tools.map((one) => one.name), ['estimate', 'compare', 'lint', 'explain', 'boards']);

const call = async (name, args) => {
  const {content, isError} = await client.callTool({name, arguments: args});
  assert.equal(content.length, 1);
  return isError ? {error: content[0].text} : JSON.parse(content[0].text);
};
const report = await call('estimate', {path: network, board: 'jetson-nano'});
const line = execFileSync(tool, ['--board=jetson-nano', '--format=json', network], {encoding: 'utf8'});
assert.deepEqual(report, JSON.parse(line), 'the command line says the same');
assert.match((await call('estimate', {path: network, board: 'jetson-nanno'})).error, /did you mean/);
assert.equal((await call('compare', {before: network, after: network, board: 'jetson-nano'})).schema, 'energy-opt/diff/1');
assert.equal((await call('lint', {path: network, budgets: ['macs=1']})).verdict, 'DOES NOT FIT');
assert.equal((await call('explain', {code: 'EO0501'})).code, 'EO0501');
assert.ok((await call('boards', {})).some((board) => board.board === 'jetson-nano'));
await assert.rejects(client.callTool({name: 'no-such-tool', arguments: {}}));
await client.close();
console.log('mcp-client: fine');
