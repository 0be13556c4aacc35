/** Offsets in a PE file; see "PE Format" in Microsoft's documentation. */
const peHeaderPointer = 0x3c;
const optionalHeader = 24;
const checksum = optionalHeader + 64;
/** The fifth data directory of a 64-bit executable: where the certificates are, and their size. */
const certificates = optionalHeader + 112 + 4 * 8;

/**
 * Removes the signature of a Windows executable, which no longer holds once something is added to it: an invalid signature is worse
 * than none. Changes the bytes in place.
 *
 * @returns The executable without the certificates at its end.
 */
export function withoutWindowsSignature(executable: Buffer): Buffer {
  const header = executable.readUInt32LE(peHeaderPointer);
  const start = executable.readUInt32LE(header + certificates);
  executable.fill(0, header + certificates, header + certificates + 8);
  // Only drivers need one.
  executable.writeUInt32LE(0, header + checksum);
  return start === 0 ? executable : executable.subarray(0, start);
}
