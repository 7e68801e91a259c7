import { Controller, type DynamicModule, Get, Inject, Module, ServiceUnavailableException } from '@nestjs/common';

/** One thing an app needs to be ready, e.g. Postgres. Rejects or times out when it is away. */
export interface ReadinessCheck {
  name: string;
  check(): Promise<void>;
}

const CHECKS = Symbol('readiness checks');

/** A check that hangs must still give an answer: half-open connections never reject by themselves. */
const CHECK_MS = 2000;

@Controller()
export class HealthController {
  constructor(@Inject(CHECKS) private readonly checks: ReadinessCheck[]) {}

  /** Alive: the process answers. */
  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** Ready: everything this app needs answers within two seconds; 503 names what does not. */
  @Get('readyz')
  async ready(): Promise<{ status: string; checks: Record<string, string> }> {
    const results = await Promise.all(this.checks.map(async (one) => [one.name, await outcome(one)] as const));
    const checks = Object.fromEntries(results);
    if (results.some(([, state]) => state !== 'ok'))
      throw new ServiceUnavailableException({ status: 'unready', checks });
    return { status: 'ok', checks };
  }
}

async function outcome(one: ReadinessCheck): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in 2 s'), CHECK_MS);
  });
  const asked = one.check().then(
    () => 'ok',
    () => 'failed',
  );
  const state = await Promise.race([asked, late]);
  clearTimeout(timer);
  return state;
}

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's way to give a module its options
export class HealthModule {
  static with(checks: ReadinessCheck[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: CHECKS, useValue: checks }],
    };
  }
}
