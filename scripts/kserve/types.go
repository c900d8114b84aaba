// types prints, as one struct a line, what one release of KServe knows of the kinds that probewise reads: `types DIRECTORY` of its
// sources, which are only parsed, for a release cannot be built without a hundred other modules. make.sh runs it for each release.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

var structs = map[string]*ast.StructType{}
var named = map[string]ast.Expr{}
var done = map[string]bool{}
var lines []string

// What KServe takes from elsewhere: types of the table of Kubernetes, and what is not looked into.
var foreign = map[string]string{
	"constants.InferenceServiceProtocol":            "string",
	"autoscalingv2.HorizontalPodAutoscalerBehavior": "FieldsV1",
	"v1beta1.InferenceServiceStatus":                "FieldsV1",
	"v1alpha1.ServingRuntimeStatus":                 "FieldsV1",
	"v1beta1.MetricQuantity":                        "resource.Quantity",
	"resource.Quantity":                             "resource.Quantity",
}

func main() {
	for _, version := range []string{"v1beta1", "v1alpha1"} {
		files, err := filepath.Glob(filepath.Join(os.Args[1], "pkg/apis/serving", version, "*.go"))
		if err != nil {
			panic(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "zz_generated") || strings.Contains(file, "openapi_generated") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				panic(err)
			}
			ast.Inspect(parsed, func(node ast.Node) bool {
				spec, ok := node.(*ast.TypeSpec)
				if !ok {
					return true
				}
				name := version + "." + spec.Name.Name
				named[name] = spec.Type
				if body, ok := spec.Type.(*ast.StructType); ok {
					structs[name] = body
				}
				return true
			})
		}
	}
	for _, kind := range []string{"v1beta1.InferenceService", "v1alpha1.ServingRuntime", "v1alpha1.ClusterServingRuntime"} {
		visit(kind)
	}
	fmt.Println(strings.Join(lines, "\n"))
}

func visit(name string) {
	if done[name] {
		return
	}
	done[name] = true
	lines = append(lines, name+" "+strings.Join(fields(name), " "))
}

// fields lists what a struct holds, inlined ones flattened: `+Container` stands for all fields of one of Kubernetes'.
func fields(name string) []string {
	version := strings.Split(name, ".")[0]
	var list []string
	for _, field := range structs[name].Fields.List {
		tag := ""
		if field.Tag != nil {
			tag = reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json")
		}
		key, options, _ := strings.Cut(tag, ",")
		if key == "-" {
			continue
		}
		if key == "" {
			if len(field.Names) > 0 {
				continue
			}
			if selector, ok := field.Type.(*ast.SelectorExpr); ok && selector.Sel.Name == "TypeMeta" {
				list = append(list, "kind:string", "apiVersion:string")
			} else if ident, ok := field.Type.(*ast.Ident); ok {
				list = append(list, fields(version+"."+ident.Name)...)
			} else {
				list = append(list, "+"+typeName(field.Type, version))
			}
			continue
		}
		always := ""
		_, pointer := field.Type.(*ast.StarExpr)
		text := typeName(field.Type, version)
		isStruct := !pointer && (structs[text] != nil || text == "ObjectMeta" || text == "Container")
		if !strings.Contains(options, "omitempty") || isStruct {
			always = "!"
		}
		list = append(list, key+always+":"+text)
	}
	return list
}

func typeName(expression ast.Expr, version string) string {
	switch t := expression.(type) {
	case *ast.StarExpr:
		return "*" + typeName(t.X, version)
	case *ast.ArrayType:
		return "[]" + typeName(t.Elt, version)
	case *ast.MapType:
		return "map[" + typeName(t.Key, version) + "]" + typeName(t.Value, version)
	case *ast.SelectorExpr:
		full := t.X.(*ast.Ident).Name + "." + t.Sel.Name
		if other, ok := foreign[full]; ok {
			return other
		}
		switch t.X.(*ast.Ident).Name {
		case "v1", "corev1", "metav1", "appsv1":
			return t.Sel.Name
		case "v1alpha1":
			visit(full)
			return full
		}
		panic(full)
	case *ast.Ident:
		switch t.Name {
		case "string", "bool", "int32", "int64":
			return t.Name
		case "int", "uint16":
			return "int64"
		}
		full := version + "." + t.Name
		if other, ok := foreign[full]; ok {
			return other
		}
		if structs[full] != nil {
			visit(full)
			return full
		}
		if under, ok := named[full].(*ast.Ident); ok && under.Name == "string" {
			return "string"
		}
		return typeName(named[full], version)
	}
	panic(expression)
}
