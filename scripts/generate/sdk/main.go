// Command sdk generates the SDK of a Pulumi package for one language, with Pulumi's own generator.
//
//	sdk nodejs|python|go|java|dotnet <schema.json> <logo.png> <folder>
//
// `pulumi package gen-sdk` would do the same, but only with downloaded language hosts: those that are built from Go modules
// have no generators for Node, Python and Go. This way everybody also generates with the same versions.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The files name their generator in their first line.
const tool = "the Pulumi SDK generator"

type files = map[string][]byte

func main() {
	if len(os.Args) != 5 {
		fail(fmt.Errorf("usage: sdk <language> <schema.json> <logo.png> <folder>"))
	}
	language, schemaFile, logoFile, folder := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	pkg, err := bind(schemaFile)
	if err != nil {
		fail(fmt.Errorf("%s: %w", schemaFile, err))
	}
	generated, err := generate(language, pkg, logoFile)
	if err != nil {
		fail(fmt.Errorf("%s: %w", language, err))
	}
	if err := write(folder, generated); err != nil {
		fail(err)
	}
}

func generate(language string, pkg *schema.Package, logoFile string) (files, error) {
	switch language {
	case "nodejs":
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	case "python":
		return python.GeneratePackage(tool, pkg, nil, nil)
	case "go":
		return golang.GeneratePackage(tool, pkg, nil)
	case "java":
		return java.GeneratePackage(tool, pkg, nil, nil, false, false)
	case "dotnet":
		return generateDotnet(pkg, logoFile)
	default:
		return nil, fmt.Errorf("unknown language; valid: nodejs, python, go, java, dotnet")
	}
}

func bind(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	// A null loader, because the schema refers to no other package.
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return pkg, nil
}

// The generator for .NET downloads the logo. It gets the file of this checkout instead: then the SDK is the same
// everywhere, with and without a network. And it leaves the examples of all languages in the descriptions of functions.
func generateDotnet(pkg *schema.Package, logoFile string) (files, error) {
	logo, err := os.ReadFile(logoFile)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		_, _ = response.Write(logo)
	}))
	defer server.Close()
	pkg.LogoURL = server.URL
	// This generator keeps the examples of every language in the comments of functions, unlike those of resources.
	for _, function := range pkg.Functions {
		function.Comment = codegen.FilterExamples(function.Comment, "csharp")
	}
	return dotnet.GeneratePackage(tool, pkg, nil, nil)
}

func write(folder string, generated files) error {
	for name, content := range generated {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
