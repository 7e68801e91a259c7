import { withWritePermit } from '@mlc/egress';
import type { CallContext, Executor } from '@mlc/engine';
import { DEFAULT_MODE, type Mode } from '@mlc/mappings';

/**
 * An executor whose sends may write only as far as the flow's mode goes: by itself when live, on an approval when the mode
 * is approve, never in preview. The door stays shut for anything else, so a mistake above cannot become a write.
 */
export function permitted(executor: Executor, modes: Readonly<Record<string, Mode>>): Executor {
  return {
    operations: executor.operations,
    send: (operation, request, call) => {
      const send = () => executor.send(operation, request, call);
      return mayWrite(call, modes) ? withWritePermit(call.write?.flow ?? '', send) : send();
    },
    lookup: (operation, request, call) => executor.lookup(operation, request, call),
  };
}

function mayWrite({ write }: CallContext, modes: Readonly<Record<string, Mode>>): boolean {
  if (!write) return false;
  const mode = modes[write.flow] ?? DEFAULT_MODE;
  return mode === 'live' || (mode === 'approve' && write.approvalId !== null);
}
