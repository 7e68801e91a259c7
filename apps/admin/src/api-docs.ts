import { applyDecorators } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { ApiError } from './errors.filter.js';

/** The shape of every refusal, for the OpenAPI document. */
export class ApiErrorBody implements ApiError {
  @ApiProperty({ description: 'A stable name', example: 'connection.not_found' })
  declare code: string;
  @ApiProperty()
  declare message: string;
  @ApiProperty({ type: String, nullable: true, description: 'The parameter at fault' })
  declare field: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'One sentence' })
  declare fix: string | null;
}

const refusal = (status: number, description: string) => ApiResponse({ status, description, type: ApiErrorBody });

/** The refusals all routes share. */
export const ApiRefusals = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    refusal(401, 'The admin token is missing or wrong'),
    refusal(404, 'There is no such connection or record'),
    refusal(503, 'Postgres is away'),
  );

export const ApiBadInput = (): MethodDecorator =>
  applyDecorators(refusal(400, 'A parameter is none of those it may be'));

/** Serves the OpenAPI document at /openapi.json and a page to try it at /docs. */
export function serveApiDocs(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('ml-connector admin')
    .setDescription(
      'Connections, records and cases of this connector. Every route but the probes needs the admin token.',
    )
    .setVersion('0.1')
    .addBearerAuth()
    .addBasicAuth()
    .build();
  SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'ml-connector admin API',
  });
}
