"""Writes the workload that every engine is measured on: a policy, requests, and the answer that a plain walk over it gives.

    python3 workload.py RULES OUTPUT.json [SEED]
"""
import json
import random
import sys

ROLES, ACTIONS, PURPOSES, CATEGORIES, USERS, REQUESTS = 50, 10, 5, 40, 1000, 2000


def main():
    count, output = int(sys.argv[1]), sys.argv[2]
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 6)
    roles = [f"r{n}" for n in range(ROLES)]
    inherits = {role: [] for role in roles}
    for index, role in enumerate(roles[:-1]):
        if draw.random() < 0.4:
            inherits[role] = [roles[draw.randrange(index + 1, ROLES)]]
    space = ROLES * ACTIONS * PURPOSES * CATEGORIES
    rules = []
    for number in draw.sample(range(space), count):
        number, category = divmod(number, CATEGORIES)
        number, purpose = divmod(number, PURPOSES)
        role, action = divmod(number, ACTIONS)
        rules.append([f"r{role}", f"a{action}", f"c{category}", f"p{purpose}"])
    users = {f"u{n}": draw.sample(roles, draw.choice([1, 2, 2, 3])) for n in range(USERS)}

    def closure(held):
        found, pending = set(), list(held)
        while pending:
            role = pending.pop()
            if role not in found:
                found.add(role)
                pending += inherits[role]
        return found

    known = {tuple(rule) for rule in rules}
    effective = {user: closure(held) for user, held in users.items()}
    requests = []
    for _ in range(REQUESTS):
        user = f"u{draw.randrange(USERS)}"
        if draw.random() < 0.5:
            mine = [rule for rule in draw.sample(rules, min(len(rules), 400)) if rule[0] in effective[user]]
            _, action, category, purpose = draw.choice(mine) if mine else draw.choice(rules)
        else:
            action, category, purpose = f"a{draw.randrange(ACTIONS)}", f"c{draw.randrange(CATEGORIES)}", f"p{draw.randrange(PURPOSES)}"
        permitted = any((role, action, category, purpose) in known for role in effective[user])
        requests.append([user, action, category, purpose, permitted])
    by_role = {role: [] for role in roles}
    for role, action, category, purpose in rules:
        by_role[role].append({"allow": [action], "categories": [category], "purposes": [purpose]})
    policy = {
        "controller": "benchmark",
        "actions": [f"a{n}" for n in range(ACTIONS)],
        "purposes": [{"purpose": f"p{n}", "basis": "gdpr:6(1)(b)"} for n in range(PURPOSES)],
        "roles": [{"id": role, "inherits": inherits[role], "rules": by_role[role]} for role in roles],
        "principals": [{"id": user, "roles": held} for user, held in users.items()],
    }
    with open(output, "w") as file:
        json.dump({"policy": policy, "rules": rules, "inherits": inherits, "users": users, "requests": requests}, file)
    print(f"{count} rules, {sum(r[4] for r in requests)} of {len(requests)} requests are permitted")


main()
