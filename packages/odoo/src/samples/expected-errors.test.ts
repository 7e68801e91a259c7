/**
 * What each recorded refusal must become, by the file's name; the first line that fits. A file that is not here must be
 * a success. Over XML-RPC Odoo tells a ValidationError and a UserError apart by nothing, so both are a user error there.
 */
const errors: readonly (readonly [RegExp, string])[] = [
  [/error-(bad-key|no-key|basic-auth|password-as-bearer)/, 'odoo.invalid_key'],
  [/error-(wrong-db|no-db-header)/, 'odoo.wrong_database'],
  [/absent-on-17/, 'odoo.not_odoo'],
  [/error-missing-model/, 'odoo.module_missing'],
  [/error-missing-record-(write|method)|error-m2o-missing-fk/, 'odoo.missing_record'],
  [/error-access-(create|read|product)|error-all-fields-access|error-private-method/, 'odoo.access_denied_to_model'],
  [/error-bad-kwarg|flow-carrier-create|flow-xid-(create-(mgr|shipbob)_bot|search)/, 'odoo.access_denied_to_model'],
  [
    /^(?!.*xmlrpc).*(dup-barcode|error-validation|required-missing|duplicate-serial|xid-create-duplicate)/,
    'odoo.validation',
  ],
  [/xmlrpc-.*(dup-barcode|required-missing|duplicate-serial|xid-create-duplicate)/, 'odoo.user_error'],
  [/17\/xmlrpc-flow-inv-(2|4)|16\/.*inv-2-apply-as-stock-user/, 'odoo.user_error'],
  [/flow-receipt-5|(17|18|19)\/.*flow-receipt-10|flow-lot-1|flow-so-2b|flow-po-5/, 'odoo.user_error'],
  [/flow-bill-(4b|7|8)-|16\/.*flow-bill-5|19\/.*flow-bill-6/, 'odoo.user_error'],
  [/context-(bad)?lang|apikeys-generate-not-enabled/, 'odoo.user_error'],
  [
    /error-(19-field-on-17|bad-(domain|field|domain-field)|bogus-kwarg|content-type|create-wrong-kwarg)/,
    'odoo.contract',
  ],
  [/error-(ids-on-model-method|missing-method|selection-bad|write-bad-(field|type))|isoZ/, 'odoo.contract'],
  [/xmlrpc1-legacy/, 'odoo.server_error'],
];

/** Where the versions differ: refused before, a success in 19. */
const successes = [/19\/.*flow-(receipt-5|po-5)/];

export function expectedError(file: string): string | null {
  if (successes.some((pattern) => pattern.test(file))) return null;
  return errors.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}
