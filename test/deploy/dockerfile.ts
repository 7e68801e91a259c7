/** One instruction of a Dockerfile. */
export interface Instruction {
  line: number;
  word: string;
  flags: Record<string, string>;
  /** What follows the flags. */
  rest: string;
}

/** What one `FROM` begins. */
export interface Stage {
  name: string;
  from: string;
  instructions: Instruction[];
}

/** Instructions of Docker's reference with the flags each may have. */
const FLAGS: Record<string, string[]> = {
  FROM: ['platform'],
  RUN: ['mount', 'network', 'security'],
  CMD: [],
  LABEL: [],
  EXPOSE: [],
  ENV: [],
  ADD: ['chown', 'chmod', 'link', 'checksum', 'keep-git-dir'],
  COPY: ['from', 'chown', 'chmod', 'link'],
  ENTRYPOINT: [],
  VOLUME: [],
  USER: [],
  WORKDIR: [],
  ARG: [],
  STOPSIGNAL: [],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  SHELL: [],
};

/** Reads a Dockerfile; what Docker would refuse, or would need an image registry for, becomes a finding. */
export function parseDockerfile(text: string): { stages: Stage[]; findings: string[] } {
  const stages: Stage[] = [];
  const findings: string[] = [];
  if (/^\s*#\s*syntax\s*=/im.test(text)) findings.push('a syntax line makes the build fetch a frontend image');
  for (const instruction of instructionsOf(text)) {
    const allowed = FLAGS[instruction.word];
    if (!allowed) {
      findings.push(`line ${instruction.line}: there is no instruction ${instruction.word}`);
      continue;
    }
    for (const flag of Object.keys(instruction.flags))
      if (!allowed.includes(flag))
        findings.push(`line ${instruction.line}: ${instruction.word} has no option --${flag}`);
    if (instruction.word === 'FROM') {
      const [from = '', , name] = instruction.rest.split(/\s+/);
      stages.push({ name: name ?? String(stages.length), from, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage) stage.instructions.push(instruction);
      else if (instruction.word !== 'ARG')
        findings.push(`line ${instruction.line}: ${instruction.word} comes before FROM`);
    }
  }
  return { stages, findings };
}

function instructionsOf(text: string): Instruction[] {
  const found: Instruction[] = [];
  let begun: { line: number; text: string } | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*#/.test(raw) || (begun === null && raw.trim() === '')) continue;
    begun ??= { line: index + 1, text: '' };
    const continued = /\\\s*$/.test(raw);
    begun.text += ` ${raw.replace(/\\\s*$/, '').trim()}`;
    if (continued) continue;
    found.push(instructionOf(begun.line, begun.text.trim()));
    begun = null;
  }
  return found;
}

function instructionOf(line: number, text: string): Instruction {
  const [word = '', ...parts] = text.split(/\s+/);
  const flags: Record<string, string> = {};
  while (parts[0]?.startsWith('--')) {
    const [name = '', value = ''] = (parts.shift() ?? '').slice(2).split(/=(.*)/s);
    flags[name] = value;
  }
  return { line, word: word.toUpperCase(), flags, rest: parts.join(' ') };
}

/** All instructions that make up an image, those of the stages it is built from first. */
export function lineage(stages: Stage[], name: string): Instruction[] {
  const stage = stages.find((one) => one.name === name);
  return stage ? [...lineage(stages, stage.from), ...stage.instructions] : [];
}

/** The last instruction of a kind in an image; the one that counts. */
export const effective = (stages: Stage[], name: string, word: string): Instruction | undefined =>
  lineage(stages, name).findLast((one) => one.word === word);

export const hasHealthcheck = (stages: Stage[], name: string): boolean => {
  const check = effective(stages, name, 'HEALTHCHECK');
  return check !== undefined && check.rest !== 'NONE';
};

/** Words of an instruction in exec form, `["node", "x.js"]`; null for the shell form. */
export function execForm(instruction: Instruction | undefined): string[] | null {
  if (!instruction?.rest.startsWith('[')) return null;
  const words: unknown = JSON.parse(instruction.rest);
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
}
