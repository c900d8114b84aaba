// Command kubelet runs the real kubelet on virtual time. It reads scenarios
// (one JSON object per line) from standard input and writes one trace per line
// to standard output: docs/orchestrators.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"runtime"
	"sync/atomic"
	"time"
	_ "unsafe"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	"k8s.io/klog/v2"

	"github.com/go-logr/logr"
	corev1defaults "k8s.io/kubernetes/pkg/apis/core/v1"
)

//go:linkname globalRand math/rand.globalRandGenerator
var globalRand atomic.Pointer[rand.Rand]

//go:linkname bubble internal/synctest.Run
func bubble(f func())

// constSource makes every draw of math/rand's top-level functions the same.
type constSource struct{ u float64 }

func (s constSource) Seed(int64)     {}
func (s constSource) Int63() int64   { return int64(s.u * (1 << 63)) }
func (s constSource) Uint64() uint64 { return uint64(s.Int63()) }

var stats struct{ probes, virtualMs atomic.Int64 }

func makePod(raw json.RawMessage) (*v1.Pod, error) {
	p := &v1.Pod{}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, err
	}
	if p.Name == "" {
		p.Name = "p"
	}
	if p.Namespace == "" {
		p.Namespace = "default"
	}
	if p.UID == "" {
		p.UID = types.UID("00000000-0000-0000-0000-000000000001")
	}
	p.Spec.NodeName = nodeName
	off := false
	p.Spec.AutomountServiceAccountToken = &off
	p.Spec.EnableServiceLinks = &off
	for _, l := range [][]v1.Container{p.Spec.InitContainers, p.Spec.Containers} {
		for i := range l {
			if l[i].Image == "" {
				l[i].Image = "example.com/image:1"
			}
			if l[i].ImagePullPolicy == "" {
				l[i].ImagePullPolicy = v1.PullIfNotPresent
			}
		}
	}
	corev1defaults.SetObjectDefaults_Pod(p)
	p.Generation = 1
	if p.Status.Phase == "" {
		p.Status.Phase = v1.PodPending
	}
	return p, nil
}

// unsupported is the answer to a scenario that this release does not know.
type unsupported struct {
	ID          string `json:"id"`
	Unsupported string `json:"unsupported"`
}

// setGates sets feature gates for one scenario; the function it returns sets them back.
func setGates(gates map[string]bool) (func(), error) {
	all := utilfeature.DefaultMutableFeatureGate
	known := all.GetAll()
	before := map[string]bool{}
	for name, on := range gates {
		if _, ok := known[featuregate.Feature(name)]; !ok {
			return nil, fmt.Errorf("there is no feature gate %s in Kubernetes %s", name, kubernetesVersion)
		}
		before[name] = all.Enabled(featuregate.Feature(name))
		if before[name] == on {
			continue
		}
		if err := all.Set(fmt.Sprintf("%s=%v", name, on)); err != nil {
			return nil, err
		}
	}
	return func() {
		for name, on := range before {
			_ = all.Set(fmt.Sprintf("%s=%v", name, on))
		}
	}, nil
}

func main() {
	verbose := flag.Int("v", -1, "kubelet log verbosity on standard error; -1 is silent")
	quiet := flag.Bool("q", false, "no summary on standard error")
	wall := flag.Duration("wall", 120*time.Second, "give up on a scenario after this much real time")
	procs := flag.Int("procs", 1, "GOMAXPROCS")
	flag.Parse()
	runtime.GOMAXPROCS(*procs)
	if *verbose >= 0 {
		fs := flag.NewFlagSet("klog", flag.ContinueOnError)
		klog.InitFlags(fs)
		_ = fs.Set("v", fmt.Sprint(*verbose))
		_ = fs.Set("logtostderr", "true")
	} else {
		klog.SetLogger(logr.Discard())
	}
	utilruntime.ErrorHandlers = utilruntime.ErrorHandlers[:0]

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	tmp, err := os.MkdirTemp("", "probewise-kubelet-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(tmp)
	never := make(chan struct{})
	begin := time.Now()
	n := 0
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			sc := &Scenario{}
			if err := json.Unmarshal(line, sc); err != nil {
				fmt.Fprintln(os.Stderr, "bad scenario:", err)
				os.Exit(1)
			}
			n++
			root := fmt.Sprintf("%s/%d", tmp, n)
			_ = os.MkdirAll(root+"/logs", 0o755)
			globalRand.Store(rand.New(constSource{sc.Rand}))
			restoreGates, err := setGates(sc.Gates)
			if err != nil {
				_ = enc.Encode(&unsupported{sc.ID, err.Error()})
				_ = out.Flush()
				continue
			}
			done := make(chan *Trace, 1)
			go bubble(func() {
				// Channels made outside a bubble would stop its clock.
				wait.NeverStop = make(chan struct{})
				bubbleGlobals()
				done <- run(sc, root)
				// The kubelet has no orderly end. Waiting on a channel from
				// outside freezes this bubble for good.
				<-never
			})
			var tr *Trace
			select {
			case tr = <-done:
			case <-time.After(*wall):
				tr = &Trace{ID: sc.ID, Kubernetes: kubernetesVersion, Error: "no result within the real-time limit"}
			}
			restoreGates()
			if err := enc.Encode(tr); err != nil {
				panic(err)
			}
			_ = out.Flush()
			_ = os.RemoveAll(root)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			panic(err)
		}
	}
	_ = out.Flush()
	if !*quiet {
		d := time.Since(begin).Seconds()
		fmt.Fprintf(os.Stderr, "%d scenarios, %.1f s real, %.0f virtual s/s, %.0f probes/s\n", n, d, float64(stats.virtualMs.Load())/1000/d, float64(stats.probes.Load())/d)
	}
}
