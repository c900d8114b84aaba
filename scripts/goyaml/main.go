// goyaml reads JSON strings, one a line, as YAML with the library of kubectl and the API server, and prints for each a JSON line:
// the text, and the JSON it means or the error, and the error of the strict reader where that alone objects.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

type answer struct {
	Text   string `json:"text"`
	JSON   string `json:"json,omitempty"`
	Error  string `json:"error,omitempty"`
	Strict string `json:"strict,omitempty"`
}

func main() {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for {
		var text string
		if decoder.Decode(&text) != nil {
			return
		}
		if err := encoder.Encode(read(text)); err != nil {
			panic(err)
		}
	}
}

func read(text string) (result answer) {
	result.Text = text
	defer func() {
		if problem := recover(); problem != nil {
			result.Error = fmt.Sprint("panic: ", problem)
		}
	}()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.JSON = string(data)
	if _, err := yaml.YAMLToJSONStrict([]byte(text)); err != nil {
		result.Strict = err.Error()
	}
	return result
}
