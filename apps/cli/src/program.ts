import { Command } from 'commander';
import { approvalCommands } from './commands/approvals.js';
import { auditCommands } from './commands/audit.js';
import { caseCommands } from './commands/cases.js';
import { connectionCommands } from './commands/connection.js';
import { inventoryCommand } from './commands/inventory.js';
import { keysCommands } from './commands/keys.js';
import { matchCommand } from './commands/match.js';
import { modeCommand } from './commands/modes.js';
import { pingCommand } from './commands/ping.js';
import { planCommand } from './commands/plan.js';
import { recordCommand } from './commands/record.js';
import { replayCommand } from './commands/replay.js';
import { sandboxCommand } from './commands/sandbox.js';
import { statementCommand } from './commands/statement.js';
import { statusCommand } from './commands/status.js';
import { syncCommand } from './commands/sync.js';
import { demoCommand } from './demo/demo.command.js';

export function buildProgram(): Command {
  const program = new Command('mlc')
    .description('Keeps Odoo and ShipBob in sync: shows what it would write, proves that both sides agree.')
    .option('--json', 'print one JSON document instead of text', false)
    .option('-c, --connection <name>', 'the connection; not needed when there is only one')
    .showHelpAfterError('(mlc --help lists the commands)')
    .configureHelp({ showGlobalOptions: true });
  connectionCommands(program);
  modeCommand(program);
  pingCommand(program);
  planCommand(program);
  approvalCommands(program);
  syncCommand(program);
  statusCommand(program);
  statementCommand(program);
  matchCommand(program);
  recordCommand(program);
  caseCommands(program);
  inventoryCommand(program);
  replayCommand(program);
  auditCommands(program);
  keysCommands(program);
  sandboxCommand(program);
  demoCommand(program);
  return program;
}
