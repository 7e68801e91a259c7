export const DOORBELL = Symbol('doorbell');
