// Signs a macOS executable ad hoc: with the hashes that macOS requires, and without an identity.
//
//	macosSigner <executable> <identifier>
package main

import (
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
	config, err := quill.NewSigningConfigFromPEMs(executable, "", "", "", false)
	if err != nil {
		return err
	}
	return quill.Sign(*config.WithIdentity(identifier))
}
