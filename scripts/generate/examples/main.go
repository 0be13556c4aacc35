// Command examples translates example programs from Pulumi YAML into the other languages, with Pulumi's own generators.
//
//	examples <schema.json> <file.yaml>...
//
// It prints a JSON object: the program by language by file. The registry's examples are made in the same way (`pulumi convert`),
// but `pulumi convert` needs every language host, in a version that can generate programs.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi-yaml/pkg/pulumiyaml"
	"github.com/pulumi/pulumi-yaml/pkg/pulumiyaml/codegen"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// language makes a program, and names the file that it is in. The other files are a project around it.
type language struct {
	generate func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
	file     string
}

var languages = map[string]language{
	"typescript": {nodejs.GenerateProgram, "index.ts"},
	"python":     {python.GenerateProgram, "__main__.py"},
	"go":         {golang.GenerateProgram, "main.go"},
	"java":       {java.GenerateProgram, "MyStack.java"},
	"csharp":     {generateCSharp, "Program.cs"},
}

func generateCSharp(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return dotnet.GenerateProgramWithOptions(program, dotnet.GenerateProgramOptions{})
}

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: examples <schema.json> <file.yaml>..."))
	}
	loader, err := loadSchema(os.Args[1])
	if err != nil {
		fail(err)
	}
	translated := map[string]map[string]string{}
	for _, file := range os.Args[2:] {
		programs, err := translate(file, loader)
		if err != nil {
			fail(fmt.Errorf("%s: %w", file, err))
		}
		translated[file] = programs
	}
	if err := json.NewEncoder(os.Stdout).Encode(translated); err != nil {
		fail(err)
	}
}

func translate(file string, loader schema.ReferenceLoader) (map[string]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	programs := map[string]string{}
	for name, language := range languages {
		// Parsed once per language, because generators change the program that they are given.
		template, problems, err := pulumiyaml.LoadYAMLBytes(file, text)
		if err := failure(problems.HCL(), err); err != nil {
			return nil, err
		}
		program, diagnostics, err := codegen.EjectProgram(template, loader)
		if err := failure(diagnostics, err); err != nil {
			return nil, err
		}
		files, diagnostics, err := language.generate(program)
		if err := failure(diagnostics, err); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		text, ok := files[language.file]
		if !ok {
			return nil, fmt.Errorf("%s: the generator made no %s", name, language.file)
		}
		programs[name] = string(text)
	}
	return programs, nil
}

// failure returns the error of a step, whether it is an error of its own or among its diagnostics.
func failure(diagnostics hcl.Diagnostics, err error) error {
	if err == nil && diagnostics.HasErrors() {
		return diagnostics
	}
	return err
}

func loadSchema(file string) (schema.ReferenceLoader, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err := failure(diagnostics, err); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return onePackage{pkg}, nil
}

// onePackage is a loader for programs that use a single package.
type onePackage struct{ pkg *schema.Package }

func (loader onePackage) find(name string) (*schema.Package, error) {
	if name != loader.pkg.Name {
		return nil, fmt.Errorf("unknown package %q; examples can use %q only", name, loader.pkg.Name)
	}
	return loader.pkg, nil
}

func (loader onePackage) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return loader.find(name)
}

func (loader onePackage) LoadPackageV2(
	_ context.Context, descriptor *schema.PackageDescriptor,
) (*schema.Package, error) {
	return loader.find(descriptor.Name)
}

func (loader onePackage) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	pkg, err := loader.find(name)
	if err != nil {
		return nil, err
	}
	return pkg.Reference(), nil
}

func (loader onePackage) LoadPackageReferenceV2(
	_ context.Context, descriptor *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return loader.LoadPackageReference(descriptor.Name, nil)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
