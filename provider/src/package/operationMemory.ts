/**
 * What the calls of one operation must know of each other. Made when the plugin starts (and anew at each Configure, for
 * a plugin that is attached to), and handed to check, diff, preview, create, read and delete.
 */
export class OperationMemory {}
