import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { read, repoRoot, type Texts, withChange, yamlDocuments, yamlOf } from './files.js';
import { kustomizationSchema, ofKind, readObjects } from './kubernetes.js';
import { checkObjects } from './kubernetes-checks.js';

const FOLDER = 'deploy/k8s';
const DEPLOYMENTS = ['admin', 'ingress', 'poller', 'worker'];
const files = readdirSync(join(repoRoot, FOLDER)).filter((name) => name !== 'kustomization.yaml');

/** Everything wrong with the base, a sentence each. */
function check(texts: Texts): string[] {
  const parsed = kustomizationSchema.safeParse(yamlOf(texts(`${FOLDER}/kustomization.yaml`)));
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `kustomization: ${issue.path.join('.')}: ${issue.message}`);
  const { resources, configMapGenerator, images, namespace } = parsed.data;
  const findings = [
    ...resources.filter((name) => !files.includes(name)).map((name) => `${name} is listed and does not exist`),
    ...files.filter((name) => !resources.includes(name)).map((name) => `${name} exists and is not listed`),
    ...images
      .filter(({ newTag }) => !/^\d+\.\d+\.\d+$/.test(newTag))
      .map(({ name, newTag }) => `${name} has the tag ${newTag}, not one version`),
  ];
  const [generated, another] = configMapGenerator;
  if (!generated || another) return [...findings, 'there must be exactly one ConfigMap'];
  const data = Object.fromEntries(generated.literals.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const { objects, findings: malformed } = readObjects(
    files.flatMap((name) => yamlDocuments(texts(`${FOLDER}/${name}`))),
  );
  const deployments = ofKind(objects, 'Deployment');
  const workloads = [...deployments, ...ofKind(objects, 'Job')];
  const used = workloads.map((one) => one.spec.template.spec.containers[0].image);
  const names = deployments.map((one) => one.metadata.name).sort();
  if (malformed.length === 0 && names.join() !== DEPLOYMENTS.join())
    findings.push(`the deployments are ${names.join()}`);
  for (const image of used)
    if (!images.some(({ name }) => name === image)) findings.push(`the image ${image} has no version`);
  for (const { name } of images)
    if (malformed.length === 0 && !used.includes(name)) findings.push(`the image ${name} is used nowhere`);
  if (ofKind(objects, 'Namespace')[0]?.metadata.name !== namespace) findings.push(`there is no namespace ${namespace}`);
  return [...findings, ...malformed, ...checkObjects(objects, { name: generated.name, data })];
}

describe('the kustomize base', () => {
  test('runs every app on what it asks for, restricted, probed, and drained without a gap', () => {
    expect(check(read)).toEqual([]);
  });

  test.each<[string, string, string | RegExp, string, RegExp]>([
    [
      'a misspelt field',
      'worker.yaml',
      'automountServiceAccountToken',
      'automountServiceAccount',
      /Deployment worker: .*Unrecognized key/,
    ],
    [
      'a selector beside the labels',
      'worker.yaml',
      /matchLabels: (.*)\n {2}strategy/,
      'matchLabels: { app.kubernetes.io/name: work }\n  strategy',
      /worker: the selector/,
    ],
    ['no limits', 'poller.yaml', /limits: .*/, '', /poller: .*limits/],
    ['more asked for than allowed', 'poller.yaml', 'memory: 512Mi', 'memory: 128Mi', /poller asks for more memory/],
    ['no probe', 'ingress.yaml', / {10}livenessProbe:[\s\S]*?timeoutSeconds: 3\n/, '', /ingress lacks a probe/],
    [
      'liveness that asks the database',
      'ingress.yaml',
      /(livenessProbe:\s+httpGet: \{ path: )\/healthz/,
      '$1/readyz',
      /ingress is called dead/,
    ],
    [
      'a probe at a port that does not exist',
      'ingress.yaml',
      '/readyz, port: http',
      '/readyz, port: web',
      /ingress is probed at the port web/,
    ],
    ['a probe in a hurry', 'admin.yaml', 'timeoutSeconds: 4', 'timeoutSeconds: 1', /admin: the probe gives up/],
    ['root', 'admin.yaml', 'runAsUser: 1000', 'runAsUser: 0', /admin: .*runAsUser/],
    [
      'a writable file system',
      'migrate.yaml',
      'readOnlyRootFilesystem: true',
      'readOnlyRootFilesystem: false',
      /migrate: .*readOnlyRootFilesystem/,
    ],
    ['capabilities', 'worker.yaml', 'drop: [ALL]', 'drop: [NET_RAW]', /worker: .*capabilities/],
    [
      'a short grace',
      'worker.yaml',
      'terminationGracePeriodSeconds: 30',
      'terminationGracePeriodSeconds: 20',
      /worker is killed/,
    ],
    [
      'no wait before the stop',
      'ingress.yaml',
      / {10}lifecycle:[\s\S]*?"5"\] \}\n/,
      '',
      /ingress stops taking traffic/,
    ],
    [
      'a volume that is none',
      'worker.yaml',
      '- { name: tmp, emptyDir: {} }',
      '- { name: temp, emptyDir: {} }',
      /worker mounts tmp, which is no volume/,
    ],
    [
      'a service that leads nowhere',
      'ingress.yaml',
      'targetPort: http',
      'targetPort: https',
      /leads to the port https/,
    ],
    [
      'a service before nothing',
      'admin.yaml',
      /selector: \{ app.kubernetes.io\/name: admin \}/,
      'selector: { app: admin }',
      /service admin stands before 0/,
    ],
    [
      'a budget that blocks a drain',
      'worker.yaml',
      'minAvailable: 1',
      'minAvailable: 2',
      /worker lets no node be drained/,
    ],
    [
      'an open worker',
      'network-policy.yaml',
      '[ingress, admin]',
      '[ingress, admin, worker]',
      /opens admin, ingress, worker/,
    ],
    [
      'a policy that misses pods',
      'network-policy.yaml',
      /matchLabels: \{ .* \}/,
      'matchLabels: { app.kubernetes.io/name: worker }',
      /leaves a deployment open/,
    ],
    ['a lax namespace', 'namespace.yaml', 'restricted', 'baseline', /lets anything run/],
    ['no database', 'worker.yaml', / +- name: DATABASE_URL\n.*\n/, '', /worker: .*DATABASE_URL/],
    ['no Redis', 'worker.yaml', / +- name: REDIS_URL\n.*\n/, '', /worker: REDIS_URL is not set/],
    ['no admin token', 'admin.yaml', / +- name: MLC_ADMIN_TOKEN\n.*\n/, '', /admin: MLC_ADMIN_TOKEN is not set/],
    ['a secret under another name', 'admin.yaml', 'key: MLC_KEYS', 'key: MLC_KEY', /admin takes MLC_KEYS from MLC_KEY/],
    ['a variable no app reads', 'kustomization.yaml', 'LOG_LEVEL=info', 'LOGLEVEL=info', /no app reads LOGLEVEL/],
    ['a value no app takes', 'kustomization.yaml', 'MLC_MODE=production', 'MLC_MODE=prod', /MLC_MODE/],
    [
      'a ConfigMap that does not exist',
      'kustomization.yaml',
      'name: ml-connector\n',
      'name: connector\n',
      /ConfigMap ml-connector, which does not exist/,
    ],
    ['latest', 'kustomization.yaml', 'newTag: 0.1.0', 'newTag: latest', /tag latest/],
    [
      'an image of another app',
      'poller.yaml',
      'image: ml-connector-poller',
      'image: ml-connector-worker',
      /poller runs the image ml-connector-worker/,
    ],
    [
      'a file that is not listed',
      'kustomization.yaml',
      '  - worker.yaml\n',
      '',
      /worker.yaml exists and is not listed/,
    ],
    ['a file that does not exist', 'kustomization.yaml', 'worker.yaml', 'workers.yaml', /workers.yaml is listed/],
  ])('is refused with %s', (_what, file, from, to, finding) => {
    expect(check(withChange(`${FOLDER}/${file}`, from, to)).join('\n')).toMatch(finding);
  });

  test('renders with kubectl, and what comes out holds as well', ({ skip }) => {
    const rendered = spawnSync('kubectl', ['kustomize', FOLDER], { cwd: repoRoot, encoding: 'utf8' });
    if (rendered.error) return skip('kubectl is not on this machine; the checks above stand alone');
    expect(rendered.stderr).toBe('');
    const { objects, findings } = readObjects(yamlDocuments(rendered.stdout));
    expect(findings).toEqual([]);
    const [config] = ofKind(objects, 'ConfigMap');
    expect(checkObjects(objects, { name: config?.metadata.name ?? '', data: config?.data ?? {} })).toEqual([]);
    expect(objects.every((one) => one.kind === 'Namespace' || one.metadata.namespace === 'ml-connector')).toBe(true);
  });
});
