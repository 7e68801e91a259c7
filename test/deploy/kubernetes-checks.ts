import { refusals, SAMPLES } from './environment.js';
import type { Container, Kind, KubernetesObject, PodSpec } from './kubernetes.js';
import { ofKind } from './kubernetes.js';

/** An app ends within this time of SIGTERM (packages/platform/src/lifecycle.ts), seconds. */
const SHUTDOWN_SECONDS = 20;
/** A readiness check answers within this time, seconds; the kubelet must wait longer (packages/platform/src/nest/health.ts). */
const READINESS_SECONDS = 2;

type Labels = Record<string, string>;
const matches = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Everything wrong between objects that are each well-formed, a sentence each. `config` is the ConfigMap the apps read. */
export function checkObjects(objects: KubernetesObject[], config: { name: string; data: Labels }): string[] {
  const deployments = ofKind(objects, 'Deployment');
  return [
    ...deployments.flatMap((deployment) => checkDeployment(deployment, config)),
    ...ofKind(objects, 'Job').flatMap((job) => checkPod(job.metadata.name, job.spec.template.spec)),
    ...ofKind(objects, 'Service').flatMap((service) => checkService(service, deployments)),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap((budget) => checkBudget(budget, deployments)),
    ...ofKind(objects, 'NetworkPolicy').flatMap((policy) => checkPolicy(policy, deployments)),
    ...ofKind(objects, 'Namespace').flatMap(({ metadata }) =>
      metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted'
        ? []
        : [`namespace ${metadata.name} lets anything run`],
    ),
  ];
}

function checkDeployment(deployment: Kind<'Deployment'>, config: { name: string; data: Labels }): string[] {
  const app = deployment.metadata.name;
  const { selector, template } = deployment.spec;
  const [container] = template.spec.containers;
  const findings = checkPod(app, template.spec);
  if (!matches(selector.matchLabels, template.metadata.labels))
    findings.push(`${app}: the selector does not match the pods' labels`);
  if (container.image.split(':')[0]?.split('/').at(-1) !== `ml-connector-${app}`)
    findings.push(`${app} runs the image ${container.image}`);
  findings.push(...checkProbes(app, container));
  const sleep = Number(container.lifecycle?.preStop.exec.command[1] ?? 0);
  if (sleep === 0) findings.push(`${app} stops taking traffic before the traffic stops coming`);
  if (template.spec.terminationGracePeriodSeconds <= sleep + SHUTDOWN_SECONDS)
    findings.push(`${app} is killed before it has ended in order`);
  const environment: Labels = {};
  for (const { configMapRef } of container.envFrom) {
    if (configMapRef.name === config.name) Object.assign(environment, config.data);
    else findings.push(`${app} reads the ConfigMap ${configMapRef.name}, which does not exist`);
  }
  for (const { name, valueFrom } of container.env) {
    if (valueFrom.secretKeyRef.key !== name) findings.push(`${app} takes ${name} from ${valueFrom.secretKeyRef.key}`);
    environment[name] = SAMPLES[name] ?? '';
  }
  return [...findings, ...refusals(app, environment)];
}

function checkProbes(app: string, container: Container): string[] {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const findings: string[] = [];
  const ports = container.ports.map((port) => port.name);
  for (const probe of [startupProbe, livenessProbe, readinessProbe])
    if (!probe) findings.push(`${app} lacks a probe`);
    else if (!ports.includes(probe.httpGet.port)) findings.push(`${app} is probed at the port ${probe.httpGet.port}`);
  // A database that is away must not get every app restarted.
  if (livenessProbe?.httpGet.path !== '/healthz') findings.push(`${app} is called dead when something else is away`);
  if (readinessProbe?.httpGet.path !== '/readyz') findings.push(`${app} is called ready before it is`);
  if ((readinessProbe?.timeoutSeconds ?? 0) <= READINESS_SECONDS)
    findings.push(`${app}: the probe gives up before readiness has answered`);
  return findings;
}

function checkPod(app: string, spec: PodSpec): string[] {
  const [container] = spec.containers;
  const findings: string[] = [];
  const volumes = spec.volumes.map((volume) => volume.name);
  for (const { name } of container.volumeMounts)
    if (!volumes.includes(name)) findings.push(`${app} mounts ${name}, which is no volume`);
  for (const name of volumes)
    if (!container.volumeMounts.some((mount) => mount.name === name)) findings.push(`${app} mounts ${name} nowhere`);
  if (!container.volumeMounts.some((mount) => mount.mountPath === '/tmp')) findings.push(`${app} has no /tmp`);
  if (bytes(container.resources.requests.memory) > bytes(container.resources.limits.memory))
    findings.push(`${app} asks for more memory than it may have`);
  return findings;
}

function checkService(service: Kind<'Service'>, deployments: Kind<'Deployment'>[]): string[] {
  const name = service.metadata.name;
  const behind = deployments.filter((one) => matches(service.spec.selector, one.spec.template.metadata.labels));
  if (behind.length !== 1) return [`service ${name} stands before ${behind.length} deployments`];
  const ports = behind.flatMap((one) => one.spec.template.spec.containers[0].ports.map((port) => port.name));
  return service.spec.ports
    .filter((port) => !ports.includes(port.targetPort))
    .map((port) => `service ${name} leads to the port ${port.targetPort}, which does not exist`);
}

function checkBudget(budget: Kind<'PodDisruptionBudget'>, deployments: Kind<'Deployment'>[]): string[] {
  const name = budget.metadata.name;
  const kept = deployments.find((one) => matches(budget.spec.selector.matchLabels, one.spec.template.metadata.labels));
  if (!kept) return [`the budget ${name} keeps nothing`];
  return budget.spec.minAvailable < kept.spec.replicas ? [] : [`the budget ${name} lets no node be drained`];
}

function checkPolicy(policy: Kind<'NetworkPolicy'>, deployments: Kind<'Deployment'>[]): string[] {
  const { podSelector, ingress } = policy.spec;
  const selected = deployments.filter(({ spec }) => {
    const { labels } = spec.template.metadata;
    if ('matchLabels' in podSelector) return matches(podSelector.matchLabels, labels);
    return podSelector.matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''));
  });
  const name = policy.metadata.name;
  // Without an entry it closes everything; then it must reach every pod, or one stays open.
  if (ingress === undefined)
    return selected.length === deployments.length ? [] : [`the policy ${name} leaves a deployment open`];
  const opened = selected.map((one) => one.metadata.name).sort();
  return opened.join() === 'admin,ingress' ? [] : [`the policy ${name} opens ${opened.join(', ')}`];
}

function bytes(quantity: string): number {
  const [, amount = '', unit = ''] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? [];
  const factor = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[unit];
  return factor === undefined ? Number.NaN : Number(amount) * factor;
}
