// Signs a macOS executable ad hoc: with the hashes that macOS requires, and without an identity.
//
//	macosSigner <executable> <identifier>
package main

import (
	"debug/macho"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/anchore/quill/quill"
)

func main() {
	if err := sign(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func sign(executable, identifier string) error {
	if err := pad(executable); err != nil {
		return err
	}
	config, err := quill.NewSigningConfigFromPEMs(executable, "", "", "", false)
	if err != nil {
		return err
	}
	return quill.Sign(*config.WithIdentity(identifier))
}

// Apple's tools do not recognize a file whose signature starts elsewhere than at a multiple of this.
const alignment = 16

// pad makes the file, which ends with the segment __LINKEDIT, a multiple of the alignment long. The signature follows.
func pad(executable string) error {
	file, err := os.OpenFile(executable, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	parsed, err := macho.NewFile(file)
	if err != nil {
		return err
	}
	offset := int64(headerSize)
	for _, load := range parsed.Loads {
		segment, isSegment := load.(*macho.Segment)
		if isSegment && segment.Name == "__LINKEDIT" {
			end := segment.Offset + segment.Filesz
			padded := (end + alignment - 1) / alignment * alignment
			if err := file.Truncate(int64(padded)); err != nil {
				return err
			}
			size := binary.LittleEndian.AppendUint64(nil, padded-segment.Offset)
			_, err := file.WriteAt(size, offset+fileSizeInSegment)
			return err
		}
		offset += int64(len(load.Raw()))
	}
	return errors.New("it has no segment __LINKEDIT")
}

// The sizes of mach_header_64, and of what precedes filesize in segment_command_64; see <mach-o/loader.h>.
const (
	headerSize        = 32
	fileSizeInSegment = 48
)
