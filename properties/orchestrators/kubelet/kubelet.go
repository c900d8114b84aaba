package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	goruntime "runtime"
	"strings"
	"sync"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/prometheus/client_golang/prometheus"
	noopoteltrace "go.opentelemetry.io/otel/trace/noop"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/record"
	"k8s.io/component-base/metrics"
	_ "k8s.io/component-base/metrics/legacyregistry"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	"k8s.io/kubernetes/pkg/kubelet"
	cadvisortest "k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	containertest "k8s.io/kubernetes/pkg/kubelet/container/testing"
	"k8s.io/kubernetes/pkg/kubelet/lifecycle"
	"k8s.io/kubernetes/pkg/kubelet/prober"
	"k8s.io/kubernetes/pkg/kubelet/status"
	kubeletutil "k8s.io/kubernetes/pkg/kubelet/util"
	"k8s.io/kubernetes/pkg/util/oom"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
	"k8s.io/kubernetes/pkg/volume/util/subpath"
	"k8s.io/mount-utils"
	"k8s.io/utils/clock"
)

// Metrics collectors may be registered only once per registry, so every kubelet
// gets a new one.
//
//go:linkname defaultRegistry k8s.io/component-base/metrics/legacyregistry.defaultRegistry
var defaultRegistry metrics.KubeRegistry

// world is everything that outlives a kubelet process.
type world struct {
	t    *tracer
	sc   *Scenario
	node *node
	api  *apiServer
	root string
	uid  types.UID
	pod  *v1.Pod
	// syncTime is how long the generation of a pod status takes; without it
	// syncs would take no time and could follow each other without end at one
	// instant.
	syncTime time.Duration

	mu        sync.Mutex
	generated int               // number of status generations
	held      map[string]string // last known pieces of the held status
}

// process is one kubelet process.
type process struct {
	w      *world
	l      *life
	kl     *kubelet.Kubelet
	cancel context.CancelFunc
}

func field(obj any, name string) reflect.Value {
	f := reflect.ValueOf(obj).Elem().FieldByName(name)
	if !f.IsValid() {
		panic("no field " + name)
	}
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

// swapRecorders replaces every reference to the placeholder recorder inside
// the kubelet's own objects by the recording one.
func swapRecorders(v reflect.Value, to reflect.Value, seen map[unsafe.Pointer]bool, count *int) {
	switch v.Kind() {
	case reflect.Ptr:
		if v.IsNil() || v.Elem().Kind() != reflect.Struct || !strings.HasPrefix(v.Elem().Type().PkgPath(), "k8s.io/kubernetes/pkg/kubelet") {
			return
		}
		p := v.UnsafePointer()
		if seen[p] {
			return
		}
		seen[p] = true
		swapRecorders(v.Elem(), to, seen, count)
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		if e := v.Elem(); e.Type() == reflect.TypeOf(&record.FakeRecorder{}) {
			if v.CanAddr() {
				reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem().Set(to)
				*count++
			}
		} else {
			swapRecorders(e, to, seen, count)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			swapRecorders(v.Field(i), to, seen, count)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Interface || k == reflect.Ptr || k == reflect.Struct {
			for i := 0; i < v.Len(); i++ {
				swapRecorders(v.Index(i), to, seen, count)
			}
		}
	}
}

// syncObserver is called by the kubelet whenever it generates a pod status.
type syncObserver struct{ p *process }

func (o syncObserver) ShouldEvict(*v1.Pod) lifecycle.ShouldEvictResponse {
	if o.p.l.isDead() {
		return lifecycle.ShouldEvictResponse{}
	}
	pcs := make([]uintptr, 16)
	fr := goruntime.CallersFrames(pcs[:goruntime.Callers(2, pcs)])
	fn := "?"
	for {
		f, more := fr.Next()
		if i := strings.LastIndex(f.Function, ".(*Kubelet).Sync"); i >= 0 {
			fn = f.Function[i+len(".(*Kubelet)."):]
			break
		}
		if !more {
			break
		}
	}
	o.p.w.t.add("sync", "fn", fn)
	o.p.w.mu.Lock()
	o.p.w.generated++
	n := min(o.p.w.generated, maxStatus)
	o.p.w.mu.Unlock()
	end := at(time.Now(), o.p.w.syncTime)
	if o.p.w.syncTime%time.Millisecond == 0 {
		end = end.Add(atStatus + time.Duration(n)*perStatus)
	}
	time.Sleep(time.Until(end))
	return lifecycle.ShouldEvictResponse{}
}

// start builds a kubelet and starts its parts.
func (w *world) start() *process {
	p := &process{w: w, l: newLife()}
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel

	flags := options.NewKubeletFlags()
	cfg, err := options.NewKubeletConfiguration()
	if err != nil {
		panic(err)
	}
	cfg.CgroupsPerQOS = false
	cfg.EnforceNodeAllocatable = nil
	cfg.ResolverConfig = ""
	cfg.MakeIPTablesUtilChains = false
	cfg.ImageGCHighThresholdPercent = 100
	cfg.PodLogsDir = w.root + "/logs"
	cfg.EnableServer = false
	cfg.ClusterDNS = []string{"10.96.0.10"}
	cfg.ClusterDomain = "cluster.local"

	defaultRegistry = metrics.NewKubeRegistry()
	prometheus.DefaultRegisterer = prometheus.NewRegistry()
	cs := w.api.client(p.l)
	placeholder := &record.FakeRecorder{}
	tracker := kubeletutil.NewPodStartupLatencyTracker()
	deps := &kubelet.Dependencies{
		KubeClient:                cs,
		HeartbeatClient:           cs,
		RemoteRuntimeService:      &runtimeClient{node: w.node, l: p.l},
		RemoteImageService:        imageClient{},
		CAdvisorInterface:         &cadvisortest.Fake{NodeName: nodeName},
		OSInterface:               &containertest.FakeOS{},
		ContainerManager:          cm.NewStubContainerManager(),
		OOMAdjuster:               oom.NewFakeOOMAdjuster(),
		Mounter:                   &mount.FakeMounter{},
		Subpather:                 &subpath.FakeSubpath{},
		HostUtil:                  hostutil.NewFakeHostUtil(nil),
		PodStartupLatencyTracker:  tracker,
		NodeStartupLatencyTracker: newNodeTracker(),
		TracerProvider:            noopoteltrace.NewTracerProvider(),
		Recorder:                  placeholder,
		PodConfig:                 newPodConfig(placeholder, tracker),
	}
	kl, err := newKubelet(ctx, cfg, deps, flags, w.root)
	if err != nil {
		panic(err)
	}
	p.kl = kl
	rec := &eventRecorder{t: w.t, l: p.l}
	n := 0
	swapRecorders(reflect.ValueOf(kl), reflect.ValueOf(rec), map[unsafe.Pointer]bool{}, &n)
	swapRecorders(reflect.ValueOf(deps.PodConfig), reflect.ValueOf(rec), map[unsafe.Pointer]bool{}, &n)
	if debug {
		fmt.Fprintln(os.Stderr, "recorders replaced:", n)
	}
	sm := field(kl, "statusManager")
	real := sm.Interface().(status.Manager)
	sm.Set(reflect.ValueOf(&statusWrapper{Manager: real, p: p}))
	kl.AddPodSyncHandler(syncObserver{p})
	pm := field(kl, "probeManager").Interface().(prober.Manager)
	field(kl, "probeManager").Set(reflect.ValueOf(probeManager{pm}))
	field(pm, "statusManager").Set(reflect.ValueOf(&workerView{Manager: real, p: p, pm: pm, seen: map[uintptr]*worker{}}))

	// On virtual time a sync may end and a relist may begin at the same
	// instant. The pod workers only accept a relist that is later than the end
	// of the last sync; in real life it always is. Hence their clock is 1 us slow.
	slow := field(field(kl, "podWorkers").Interface(), "clock")
	slow.Set(reflect.ValueOf(slowClock{}))

	// The modules behind this switch (cadvisor, container manager, eviction,
	// plugins, shutdown) do real I/O; they are not started.
	field(kl, "oneTimeInitializer").Addr().Interface().(*sync.Once).Do(func() {})
	// Same order as Kubelet.Run; the runtime check comes first so that the
	// sync loop does not start with a pause of 100 ms.
	updateRuntimeUp(kl, ctx)
	go func() {
		for {
			select {
			case <-time.After(5 * time.Second):
				updateRuntimeUp(kl, ctx)
			case <-p.l.ch:
				return
			}
		}
	}()
	synctest.Wait() // lets the informers fill their stores
	sleepTo(atGC)
	startGC(ctx, kl)
	startAllocation(ctx, kl)
	startStatus(ctx, real)
	sleepTo(atRelist)
	slowPLEG(field(kl, "pleg").Interface())
	startPLEG(ctx, field(kl, "pleg").Interface())
	synctest.Wait() // the first relist; before it the sync loop would pause for 100 ms
	sleepTo(atTick)
	go syncLoop(kl, ctx, deps.PodConfig.Updates(), &handler{Kubelet: kl})
	// The pods come after the first relist's events, which are dropped for unknown pods.
	time.Sleep(time.Microsecond)
	w.api.connect(p.l, podSender(ctx, deps.PodConfig))
	return p
}

func startPLEG(ctx context.Context, pleg any) {
	switch p := pleg.(type) {
	case interface{ Start() }:
		p.Start()
	case interface{ Start(context.Context) }: // 1.37
		p.Start(ctx)
	default:
		panic("unknown PLEG")
	}
}

// stop ends a kubelet process: from now on nothing it does has an effect.
func (p *process) stop() {
	close(p.l.ch)
	p.cancel()
	field(p.kl, "probeManager").Interface().(interface {
		CleanupPods(map[types.UID]sets0)
	}).CleanupPods(map[types.UID]sets0{})
}

// slowClock is the real clock minus one microsecond.
type slowClock struct{ clock.RealClock }

func (slowClock) Now() time.Time                  { return time.Now().Add(-time.Microsecond) }
func (slowClock) Since(t time.Time) time.Duration { return time.Since(t) }

type heldContainer struct {
	State    string         `json:"state"`
	Reason   string         `json:"reason,omitempty"`
	Message  string         `json:"message,omitempty"`
	Exit     *int32         `json:"exit,omitempty"`
	Started  *bool          `json:"started,omitempty"`
	Ready    bool           `json:"ready"`
	Restarts int32          `json:"restarts"`
	N        *int           `json:"n,omitempty"`
	StartAt  any            `json:"startedAt,omitempty"`
	FinishAt any            `json:"finishedAt,omitempty"`
	Last     *heldContainer `json:"last,omitempty"`
}

func (w *world) at(t metav1.Time) any {
	if t.IsZero() || t.Unix() <= 0 {
		return nil
	}
	return w.t.ms(t.Time)
}

func inst(id string) *int {
	if i := strings.LastIndex(id, "-"); i >= 0 {
		n := 0
		if _, err := fmt.Sscanf(id[i+1:], "%d", &n); err == nil {
			return &n
		}
	}
	return nil
}

func (w *world) fill(h *heldContainer, s v1.ContainerState) {
	switch {
	case s.Running != nil:
		h.State, h.StartAt = "running", w.at(s.Running.StartedAt)
	case s.Terminated != nil:
		x := s.Terminated
		h.State, h.Reason, h.Message, h.Exit = "terminated", x.Reason, x.Message, &x.ExitCode
		h.StartAt, h.FinishAt = w.at(x.StartedAt), w.at(x.FinishedAt)
		h.N = inst(x.ContainerID)
	case s.Waiting != nil:
		h.State, h.Reason, h.Message = "waiting", s.Waiting.Reason, s.Waiting.Message
	default:
		h.State = "none"
	}
}

// observe compares the status the status manager holds with the last one seen
// and records the differences.
func (p *process) observe(real status.Manager, uid types.UID, src string) {
	w := p.w
	if p.l.isDead() || uid != w.uid {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	st, ok := real.GetPodStatus(uid)
	if !ok {
		return
	}
	now := map[string]any{}
	now["phase"] = string(st.Phase)
	for _, c := range st.Conditions {
		m := map[string]any{"status": string(c.Status), "since": w.at(c.LastTransitionTime)}
		if c.Reason != "" {
			m["reason"] = c.Reason
		}
		if c.Message != "" {
			m["message"] = c.Message
		}
		now["cond/"+string(c.Type)] = m
	}
	add := func(list []v1.ContainerStatus) {
		for _, c := range list {
			h := &heldContainer{Ready: c.Ready, Restarts: c.RestartCount, Started: c.Started}
			w.fill(h, c.State)
			if c.ContainerID != "" {
				h.N = inst(c.ContainerID)
			}
			if c.LastTerminationState.Terminated != nil {
				h.Last = &heldContainer{}
				w.fill(h.Last, c.LastTerminationState)
			}
			now["container/"+c.Name] = h
		}
	}
	add(st.InitContainerStatuses)
	add(st.ContainerStatuses)
	e := []any{}
	conds, conts := map[string]any{}, map[string]any{}
	changed := false
	for k, v := range now {
		b, _ := json.Marshal(v)
		if w.held[k] == string(b) {
			continue
		}
		changed = true
		w.held[k] = string(b)
		switch {
		case strings.HasPrefix(k, "cond/"):
			conds[k[5:]] = v
		case strings.HasPrefix(k, "container/"):
			conts[k[10:]] = v
		default:
			e = append(e, k, v)
		}
	}
	for k := range w.held {
		if _, ok := now[k]; !ok {
			delete(w.held, k)
			changed = true
			if strings.HasPrefix(k, "cond/") {
				conds[k[5:]] = nil
			} else if strings.HasPrefix(k, "container/") {
				conts[k[10:]] = nil
			} else {
				e = append(e, k, nil)
			}
		}
	}
	if !changed {
		return
	}
	e = append(e, "src", src)
	if len(conds) > 0 {
		e = append(e, "conditions", conds)
	}
	if len(conts) > 0 {
		e = append(e, "containers", conts)
	}
	w.t.add("status", e...)
}

// run plays one scenario inside a bubble.
func run(sc *Scenario, root string) (tr *Trace) {
	tr = &Trace{ID: sc.ID, Kubernetes: kubernetesVersion}
	defer func() {
		if r := recover(); r != nil {
			synctest.Wait()
			buf := make([]byte, 8192)
			tr.Error = fmt.Sprint(r) + "\n" + string(buf[:goruntime.Stack(buf, false)])
		}
	}()
	up := time.Duration(sc.KubeletUpMs) * time.Millisecond
	if sc.KubeletUpMs == 0 {
		up = time.Hour
	}
	// choose the start so that the wall clock shows WallMs when the pod comes
	start := time.Now().Truncate(time.Second).Add(time.Second)
	pre := start.Add(time.Duration(sc.WallMs) * time.Millisecond).Add(-up % time.Second)
	time.Sleep(time.Until(pre))
	t := &tracer{limit: make(chan struct{}, 1)}
	w := &world{t: t, sc: sc, root: root, held: map[string]string{}, syncTime: time.Millisecond}
	if sc.SyncUs > 0 {
		w.syncTime = time.Duration(sc.SyncUs) * time.Microsecond
	}
	w.node = &node{t: t, sc: sc, count: map[string]int{}}
	w.api = &apiServer{t: t}
	pod, err := makePod(sc.Pod)
	if err != nil {
		tr.Error = err.Error()
		return tr
	}
	w.uid, w.pod = pod.UID, pod.DeepCopy()
	w.node.pod = w.pod

	t0 := pre.Add(up)
	p := w.start()
	time.Sleep(time.Until(t0))
	synctest.Wait()
	t.t0, t.on = time.Now(), true
	pod.CreationTimestamp = metav1.NewTime(time.Now().Truncate(time.Second))
	w.api.create(pod)
	until := func(ms int64, offset time.Duration) bool {
		select {
		case <-time.After(time.Until(t.t0.Add(time.Duration(ms)*time.Millisecond + offset))):
			synctest.Wait()
			return true
		case <-t.limit:
			tr.Error = "entry limit reached: the kubelet loops"
			tr.Events = t.events
			return false
		}
	}
	for _, a := range sc.Actions {
		if a.AtMs > sc.UntilMs {
			break
		}
		if !until(a.AtMs, 0) {
			return tr
		}
		t.add("action", "do", a.Do)
		switch a.Do {
		case "delete":
			w.api.deletePod(a.GraceSeconds)
		case "setCondition":
			w.api.setCondition(a.Type, a.Status)
		case "restartKubelet":
			p.stop()
			if a.AtMs+a.DownMs > sc.UntilMs {
				// The run ends without a kubelet.
				break
			}
			time.Sleep(time.Duration(a.DownMs) * time.Millisecond)
			w.mu.Lock()
			w.held = map[string]string{}
			w.mu.Unlock()
			t.add("kubeletStart")
			p = w.start()
		default:
			tr.Error = "unknown action " + a.Do
			return tr
		}
	}
	if !until(sc.UntilMs, atEnd) {
		return tr
	}
	t.mu.Lock()
	t.on = false
	tr.Events = t.events
	t.mu.Unlock()
	stats.probes.Add(int64(t.probes))
	stats.virtualMs.Add(up.Milliseconds() + sc.UntilMs)
	return tr
}
