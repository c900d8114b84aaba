module probewise.invalid/kubelet

go 1.26.0
