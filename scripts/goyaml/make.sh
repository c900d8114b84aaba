#!/bin/bash
# make.sh: records what kubectl's YAML library makes of the texts of texts.ts into src/manifest/yaml/testdata/goYaml.jsonl.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp main.go "$work/"
(
	cd "$work"
	go mod init goyaml
	go get sigs.k8s.io/yaml@v1.6.0
	go mod tidy
	go build -o goyaml .
)
node texts.ts | "$work/goyaml" > ../../src/manifest/yaml/testdata/goYaml.jsonl
