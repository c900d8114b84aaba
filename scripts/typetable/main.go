// typetable prints, as JSON, what one release of k8s.io/api knows of the kinds that probewise reads. make.sh runs it for each
// recorded release and merge.ts makes src/manifest/kubernetes/typeTable.ts of the outcomes.
package main

import (
	"encoding"
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
)

type field struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// Embedded is the name of the inlined struct that holds the field.
	Embedded string `json:"embedded,omitempty"`
	// Always tells that the field is written even when it is zero.
	Always bool `json:"always,omitempty"`
}

type table struct {
	Structs map[string][]field `json:"structs"`
	Named   map[string]string  `json:"named"`
}

var (
	out             = table{map[string][]field{}, map[string]string{}}
	seen            = map[reflect.Type]bool{}
	owner           = map[string]reflect.Type{}
	jsonUnmarshaler = reflect.TypeOf((*json.Unmarshaler)(nil)).Elem()
	textUnmarshaler = reflect.TypeOf((*encoding.TextUnmarshaler)(nil)).Elem()
)

func main() {
	for _, kind := range []any{
		core.Pod{}, core.Service{}, core.ReplicationController{}, core.PodTemplate{},
		apps.Deployment{}, apps.ReplicaSet{}, apps.StatefulSet{}, apps.DaemonSet{},
		batch.Job{}, batch.CronJob{},
	} {
		visit(reflect.TypeOf(kind))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

// visit notes t and all that it holds, and returns how a field names it.
func visit(t reflect.Type) string {
	if t.Name() == "" {
		switch t.Kind() {
		case reflect.Pointer:
			return "*" + visit(t.Elem())
		case reflect.Slice:
			return "[]" + visit(t.Elem())
		case reflect.Map:
			return "map[" + visit(t.Key()) + "]" + visit(t.Elem())
		}
		panic("unnamed " + t.String())
	}
	if t.PkgPath() == "" {
		return t.Name()
	}
	name := strings.TrimPrefix(t.String(), "v1.")
	if other, ok := owner[name]; ok && other != t && t.Kind() == reflect.Struct {
		panic("two types are called " + name)
	}
	owner[name] = t
	if seen[t] {
		return name
	}
	seen[t] = true
	pointer := reflect.PointerTo(t)
	switch {
	case pointer.Implements(jsonUnmarshaler):
		out.Named[name] = "unmarshaler"
	case pointer.Implements(textUnmarshaler):
		panic("text unmarshaler " + name)
	case t.Kind() == reflect.Struct:
		out.Structs[name] = fields(t, "")
	case t.Kind() == reflect.Map:
		out.Named[name] = "map[" + visit(t.Key()) + "]" + visit(t.Elem())
	case t.Kind() == reflect.Slice:
		out.Named[name] = "[]" + visit(t.Elem())
	default:
		out.Named[name] = t.Kind().String()
	}
	return name
}

func fields(t reflect.Type, embedded string) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			if !f.Anonymous || embedded != "" {
				panic(t.String() + "." + f.Name)
			}
			list = append(list, fields(f.Type, f.Name)...)
			continue
		}
		// omitempty does nothing for a struct that is no pointer; omitzero does.
		kept := !strings.Contains(options, "omitempty") || f.Type.Kind() == reflect.Struct
		list = append(list, field{name, visit(f.Type), embedded, kept && !strings.Contains(options, "omitzero")})
	}
	return list
}
