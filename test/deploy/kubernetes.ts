import { z } from 'zod';

// A trimmed schema of what our manifests use. Strict: a misspelt field is an error, not one the API server drops in silence.
const labels = z.record(z.string(), z.string());
const meta = z.strictObject({ name: z.string(), namespace: z.string().optional(), labels: labels.optional() });
const selector = z.strictObject({ matchLabels: labels });

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.enum(['/healthz', '/readyz']), port: z.string() }),
  periodSeconds: z.number().int().positive(),
  timeoutSeconds: z.number().int().positive(),
  failureThreshold: z.number().int().positive().optional(),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  imagePullPolicy: z.enum(['IfNotPresent', 'Always']),
  ports: z.array(z.strictObject({ name: z.string().max(15), containerPort: z.number().int() })).default([]),
  envFrom: z.array(z.strictObject({ configMapRef: z.strictObject({ name: z.string() }) })).default([]),
  env: z
    .array(
      z.strictObject({
        name: z.string(),
        valueFrom: z.strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) }),
      }),
    )
    .default([]),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z
    .strictObject({
      preStop: z.strictObject({
        exec: z.strictObject({ command: z.tuple([z.literal('sleep'), z.string().regex(/^\d+$/)]) }),
      }),
    })
    .optional(),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z
    .array(z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }))
    .default([]),
});
export type Container = z.infer<typeof container>;

const podSpec = z.strictObject({
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).optional(),
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.number().int().default(30),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.literal(1000),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([container]),
  volumes: z
    .array(
      z.union([
        z.strictObject({ name: z.string(), emptyDir: z.strictObject({}) }),
        z.strictObject({
          name: z.string(),
          secret: z.strictObject({ secretName: z.string(), optional: z.boolean().optional() }),
        }),
      ]),
    )
    .default([]),
});
export type PodSpec = z.infer<typeof podSpec>;

const template = z.strictObject({ metadata: z.strictObject({ labels }), spec: podSpec });

const objectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ apiVersion: z.literal('v1'), kind: z.literal('Namespace'), metadata: meta }),
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('ConfigMap'),
    metadata: meta,
    data: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    apiVersion: z.literal('apps/v1'),
    kind: z.literal('Deployment'),
    metadata: meta,
    spec: z.strictObject({
      replicas: z.number().int().positive(),
      selector,
      strategy: z.strictObject({
        rollingUpdate: z.strictObject({ maxUnavailable: z.literal(0), maxSurge: z.number().int().positive() }),
      }),
      template,
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('batch/v1'),
    kind: z.literal('Job'),
    metadata: meta,
    spec: z.strictObject({ backoffLimit: z.number(), ttlSecondsAfterFinished: z.number(), template }),
  }),
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('Service'),
    metadata: meta,
    spec: z.strictObject({
      selector: labels,
      ports: z.array(z.strictObject({ name: z.string(), port: z.number().int(), targetPort: z.string() })),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('policy/v1'),
    kind: z.literal('PodDisruptionBudget'),
    metadata: meta,
    spec: z.strictObject({ minAvailable: z.number().int(), selector }),
  }),
  z.strictObject({
    apiVersion: z.literal('networking.k8s.io/v1'),
    kind: z.literal('NetworkPolicy'),
    metadata: meta,
    spec: z.strictObject({
      podSelector: z.union([
        selector,
        z.strictObject({
          matchExpressions: z.array(
            z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }),
          ),
        }),
      ]),
      policyTypes: z.tuple([z.literal('Ingress')]),
      ingress: z
        .array(z.strictObject({ ports: z.array(z.strictObject({ port: z.string(), protocol: z.literal('TCP') })) }))
        .optional(),
    }),
  }),
]);
export type KubernetesObject = z.infer<typeof objectSchema>;
export type Kind<K extends KubernetesObject['kind']> = Extract<KubernetesObject, { kind: K }>;

export const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), literals: z.array(z.string().includes('=')) })),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })),
});

/** Reads objects; what does not fit becomes a finding. */
export function readObjects(documents: unknown[]): { objects: KubernetesObject[]; findings: string[] } {
  const objects: KubernetesObject[] = [];
  const findings: string[] = [];
  for (const document of documents) {
    const parsed = objectSchema.safeParse(document);
    if (parsed.success) objects.push(parsed.data);
    else {
      const named = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) }).safeParse(document);
      const who = named.success ? `${named.data.kind} ${named.data.metadata.name}` : 'an object';
      findings.push(...parsed.error.issues.map((issue) => `${who}: ${issue.path.join('.')}: ${issue.message}`));
    }
  }
  return { objects, findings };
}

export const ofKind = <K extends KubernetesObject['kind']>(objects: KubernetesObject[], kind: K): Kind<K>[] =>
  objects.filter((object): object is Kind<K> => object.kind === kind);
