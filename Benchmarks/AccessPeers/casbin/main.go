// Asks Casbin in Go the requests of a workload and says what one decision takes.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go WORKLOAD.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/casbin/casbin"
	"github.com/casbin/casbin/model"
)

type workload struct {
	Rules    [][]string          `json:"rules"`
	Inherits map[string][]string `json:"inherits"`
	Users    map[string][]string `json:"users"`
	Requests [][]interface{}     `json:"requests"`
}

const text = `
[request_definition]
r = sub, act, cat, pur
[policy_definition]
p = sub, act, cat, pur
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.cat == p.cat && r.pur == p.pur && g(r.sub, p.sub)
`

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	bytes, err := os.ReadFile(os.Args[1])
	check(err)
	var work workload
	check(json.Unmarshal(bytes, &work))
	enforcer := newEnforcer(text)
	for _, rule := range work.Rules {
		enforcer.AddPolicy(rule)
	}
	for user, roles := range work.Users {
		for _, role := range roles {
			enforcer.AddGroupingPolicy(user, role)
		}
	}
	for role, parents := range work.Inherits {
		for _, parent := range parents {
			enforcer.AddGroupingPolicy(role, parent)
		}
	}
	wrong := 0
	for _, request := range work.Requests[:500] {
		if enforce(enforcer, request[:4]) != request[4].(bool) {
			wrong++
		}
	}
	rounds := measure(len(work.Requests), func(index int) { enforce(enforcer, work.Requests[index][:4]) })
	fmt.Printf("%-44s %10.1f us, median %10.1f   %d of 500 answers differ\n",
		"Casbin (Go), cheap comparisons first", rounds[0], rounds[len(rounds)/2], wrong)
}

// The microseconds of one request in each of many short rounds of the same requests, the least first; see peers.py.
func measure(count int, ask func(int)) []float64 {
	size := 0
	for start := time.Now(); size < count && (size < 20 || time.Since(start) < 20*time.Millisecond); size++ {
		ask(size)
	}
	var rounds []float64
	for begin := time.Now(); len(rounds) < 7 || time.Since(begin) < 2*time.Second; {
		start := time.Now()
		for index := 0; index < size; index++ {
			ask(index)
		}
		rounds = append(rounds, float64(time.Since(start).Nanoseconds())/float64(size)/1000)
	}
	sort.Float64s(rounds)
	return rounds
}

func newEnforcer(text string) *casbin.Enforcer {
	made, err := casbin.NewEnforcer(mustModel(text))
	check(err)
	return made
}

func enforce(enforcer *casbin.Enforcer, request []interface{}) bool {
	permitted, err := enforcer.Enforce(request...)
	check(err)
	return permitted
}

func mustModel(text string) model.Model {
	made, err := model.NewModelFromString(text)
	check(err)
	return made
}
