"""Asks other policy engines the same requests and says what one decision takes, and whether every answer is the expected one.

    pip install cedarpy casbin lakera-regorus
    python3 peers.py WORKLOAD.json

The cost of the binding alone is measured by the same call on an empty policy; pycasbin is Python itself and has none.
"""
import json
import sys
import time


def measure(name, ask, requests, seconds=2.0):
    wrong = sum(1 for request in requests[:500] if ask(request) != request[4])
    # Many short rounds of the same requests: what else runs makes some rounds longer, and the least is what the work itself takes.
    start, size = time.perf_counter(), 0
    while size < len(requests) and (size < 20 or time.perf_counter() - start < 0.02):
        ask(requests[size])
        size += 1
    rounds, begin = [], time.perf_counter()
    while len(rounds) < 7 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        for request in requests[:size]:
            ask(request)
        rounds.append((time.perf_counter() - start) / size * 1e6)
    rounds.sort()
    print(f"{name:44} {rounds[0]:10.1f} us, median {rounds[len(rounds) // 2]:10.1f}   "
          f"{wrong} of {min(500, len(requests))} answers differ")


def cedar(work):
    import cedarpy

    text = "\n".join(
        f'permit(principal in Role::"{role}", action == Action::"{action}", resource == Category::"{category}") '
        f'when {{ context.purpose == "{purpose}" }};'
        for role, action, category, purpose in work["rules"])
    entities = [
        {"uid": {"type": "Role", "id": role}, "attrs": {}, "parents": [{"type": "Role", "id": parent} for parent in parents]}
        for role, parents in work["inherits"].items()
    ] + [
        {"uid": {"type": "User", "id": user}, "attrs": {}, "parents": [{"type": "Role", "id": role} for role in roles]}
        for user, roles in work["users"].items()
    ]
    held = cedarpy.Entities.from_json_str(json.dumps(entities))

    def asking(policies, entities):
        def ask(request):
            user, action, category, purpose, _ = request
            answer = cedarpy.is_authorized({
                "principal": {"type": "User", "id": user}, "action": {"type": "Action", "id": action},
                "resource": {"type": "Category", "id": category}, "context": {"purpose": purpose}}, policies, entities)
            return answer.allowed
        return ask

    measure("Cedar (cedarpy, parsed before)", asking(cedarpy.PolicySet.from_str(text), held), work["requests"])
    empty = asking(cedarpy.PolicySet.from_str(""), cedarpy.Entities.from_json_str("[]"))
    measure("  its binding alone: no policies (all denied)", empty, [r[:4] + [False] for r in work["requests"]], 1.0)


def casbin(work):
    import casbin

    model = casbin.Enforcer.new_model(text="""
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
""")
    enforcer = casbin.Enforcer(model)
    enforcer.add_policies(work["rules"])
    enforcer.add_grouping_policies(
        [[user, role] for user, roles in work["users"].items() for role in roles]
        + [[role, parent] for role, parents in work["inherits"].items() for parent in parents])
    measure("pycasbin, cheap comparisons first", lambda request: enforcer.enforce(*request[:4]), work["requests"])


def regorus(work):
    import lakera_regorus

    def engine(policy, data):
        made = lakera_regorus.Engine()
        made.add_policy("access.rego", policy)
        made.add_data_json(json.dumps(data))
        return made

    def asking(made):
        def ask(request):
            user, action, category, purpose, _ = request
            made.set_input_json(json.dumps({"user": user, "action": action, "category": category, "purpose": purpose}))
            found = made.eval_query("data.access.allow")
            return found["result"][0]["expressions"][0]["value"] is True
        return ask

    def closure(roles):
        found, pending = set(), list(roles)
        while pending:
            role = pending.pop()
            if role not in found:
                found.add(role)
                pending += work["inherits"][role]
        return sorted(found)

    grants = {}
    for role, action, category, purpose in work["rules"]:
        grants.setdefault(role, {})["/".join([action, category, purpose])] = True
    data = {"roles": {user: closure(roles) for user, roles in work["users"].items()}, "grants": grants}
    policy = """
package access
import rego.v1
default allow := false
key := concat("/", [input.action, input.category, input.purpose])
allow if {
    some role in data.roles[input.user]
    data.grants[role][key]
}
"""
    measure("regorus (lakera-regorus, indexed data)", asking(engine(policy, data)), work["requests"])
    empty = asking(engine("package access\nimport rego.v1\ndefault allow := false\n", {}))
    measure("  its binding alone: no rules (all denied)", empty, [r[:4] + [False] for r in work["requests"]], 1.0)


with open(sys.argv[1]) as file:
    WORK = json.load(file)
print(f"{len(WORK['rules'])} rules, {len(WORK['users'])} users")
for engine in (cedar, casbin, regorus):
    try:
        engine(WORK)
    except ImportError as missing:
        print(f"{engine.__name__}: not installed ({missing.name})")
