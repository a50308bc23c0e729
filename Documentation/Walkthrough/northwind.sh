#!/bin/sh
# The main job on real input: every step of Walkthrough.md, with its exit status and what it prints.
#
#   Documentation/Walkthrough/northwind.sh [FILE.csv]
#
# CUSTODYCTL names the tool; by default the one that `swift build --product custodyctl` made.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
csv=${1:-$here/sample.csv}
custodyctl=${CUSTODYCTL:-$root/.build/debug/custodyctl}
example=$root/Documentation/Examples/northwind

work=$(mktemp -d "${TMPDIR:-/tmp}/custody-walkthrough-XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
dir=$work/store
CUSTODY_KEY_FILE=$work/store.key
export CUSTODY_KEY_FILE

passed=0
failed=0

pass() { passed=$((passed + 1)); printf 'ok    %s\n' "$1"; }
fail() {
    failed=$((failed + 1))
    printf 'FAIL  %s\n      %s\n' "$1" "$2"
    sed 's/^/      | /' "$work/out"
}

# step STATUS NAME COMMAND...: runs the tool and checks how it ends.
step() {
    expected=$1
    name=$2
    shift 2
    "$custodyctl" "$@" >"$work/out" 2>&1
    status=$?
    if [ "$status" -eq "$expected" ]; then pass "$name"; else fail "$name" "exit status $status, expected $expected"; fi
}

# says TEXT: the last step printed the text.
says() { if grep -qF -- "$1" "$work/out"; then pass "  says: $1"; else fail "  says: $1" "it does not"; fi; }

# silent TEXT: the last step did not print the text.
silent() { if grep -qF -- "$1" "$work/out"; then fail "  says nothing of: $1" "it does"; else pass "  says nothing of: $1"; fi; }

# disclose STATUS NAME SUBJECT FIELDS PURPOSE PRINCIPAL
disclose() {
    step "$1" "$2" disclose "$dir" --subject "$3" --record customer --fields "$4" --purpose "$5" --as "$6"
}

import() {
    step "$1" "$2" import "$dir" "$csv" --record customer --subject customer_id --for customerCare,delivery \
        --source 'customer list of the former system' --as importer-1
}

# The first two people of the file, and how many there are.
first=$(sed -n '2s/,.*//p' "$csv")
second=$(sed -n '3s/,.*//p' "$csv")
contact=$(sed -n '2p' "$csv" | cut -d, -f3)
rows=$(($(grep -c . "$csv") - 1))

printf '%s\n' 'A store under a policy'
step 0 'init' init "$dir" --records "$example/records.json" --policy "$example/policy.json" \
    --keep-evidence 10y --keep-access 12m
says "$CUSTODY_KEY_FILE"

printf '%s\n' 'Collecting'
import 0 'import'
says "imported: $rows, already there: 0, refused: 0, bad rows: 0"
says "column 'contact_title'"
says "column 'fax'"
import 0 'import again takes nothing in twice'
says "imported: 0, already there: $rows, refused: 0, bad rows: 0"

printf '%s\n' 'Disclosing'
disclose 0 'a permitted disclosure' "$first" contact_name,company_name customerCare support-1
says "contact_name: $contact"
says 'company_name: '
says 'receipt: access['
silent 'phone'
silent 'address'
disclose 1 'not for a purpose that the field is not held for' "$first" address customerCare support-1
says "not held for purpose 'customerCare'"
disclose 1 'not to a role without it' "$first" contact_name customerCare marketing-1
says 'noRule'
disclose 1 'a required field that is withheld refuses the call' "$first" contact_name,address customerCare support-1
silent "$contact"
disclose 0 'an optional one is left out and listed' "$first" contact_name,address? customerCare support-1
says "contact_name: $contact"
says 'address: withheld: '
disclose 2 'an unknown field' "$first" shoe_size customerCare support-1
says 'unknownField'
disclose 2 'an unknown purpose' "$first" contact_name astrology support-1
says 'unknownPurpose'

printf '%s\n' 'Consent'
printf 'May we call you about offers? You can say no, and take a yes back at any time.\n' >"$work/notice.txt"
disclose 1 'no marketing without consent' "$first" contact_name directMarketing marketing-1
says 'noConsent'
step 0 'consent is granted' consent grant "$dir" --subject "$first" --purpose directMarketing --notice "$work/notice.txt" \
    --as marketing-1
step 0 'and on record' consent status "$dir" --subject "$first" --purpose directMarketing
says 'directMarketing: given since '
disclose 0 'marketing with consent' "$first" contact_name directMarketing marketing-1
says "contact_name: $contact"
step 0 'consent is withdrawn' consent withdraw "$dir" --subject "$first" --purpose directMarketing
disclose 1 'no marketing after the withdrawal' "$first" contact_name directMarketing marketing-1
says 'consentWithdrawn'

printf '%s\n' 'Correcting'
step 0 'correct' correct "$dir" --subject "$first" --record customer --set 'phone=+49 30 555 0199' --as support-1
disclose 0 'the new value answers' "$first" phone customerCare support-1
says 'phone: +49 30 555 0199'

printf '%s\n' 'Erasing'
step 0 'keygen' principal keygen --output "$work/lead-1.key"
step 0 'enroll' principal enroll "$dir" lead-1 --public-key "$work/lead-1.key.pub"
step 1 'a withdrawn consent ends nothing that is held on another basis' erase plan "$dir" --subject "$first" \
    --ground consentWithdrawn --as officer-1 --output "$work/refused.json"
says 'customer.contact_name'
says 'which the ground does not end'
step 0 'plan' erase plan "$dir" --subject "$first" --ground noLongerNecessary --as officer-1 --output "$work/plan.json"
step 1 'nobody executes what nobody approved' erase execute "$dir" "$work/plan.json" --as officer-1 \
    --certificate "$work/certificate.json"
says 'notApproved'
step 1 'the planner does not approve' erase approve "$dir" "$work/plan.json" --as officer-1 --sign-with "$work/lead-1.key"
sed 's/noLongerNecessary/unlawfulProcessing/' "$work/plan.json" >"$work/edited.json"
step 1 'nobody approves a plan that was edited' erase approve "$dir" "$work/edited.json" --as lead-1 --sign-with "$work/lead-1.key"
says 'planAltered'
step 0 'approve' erase approve "$dir" "$work/plan.json" --as lead-1 --sign-with "$work/lead-1.key"
step 0 'execute' erase execute "$dir" "$work/plan.json" --as officer-1 --certificate "$work/certificate.json"
says 'keeps nothing'
cp "$work/certificate.json" "$work/out"
says '"GDPR Art. 17(1)(a)"'
says '"kept" : ['
step 0 'the certificate again' erase certificate "$dir" --plan "$work/plan.json" --as officer-1 --certificate "$work/again.json"
disclose 1 'the person is erased' "$first" contact_name customerCare support-1
says 'erased'
disclose 0 'nobody else is' "$second" contact_name customerCare support-1

printf '%s\n' 'An incident'
step 0 'open' incident open "$dir" --title 'Price list with names sent to the wrong address' --as officer-1
says 'no clock runs'
incident=$(sed -n 's/^incident \([0-9a-f]*\):.*/\1/p' "$work/out")
step 0 'aware' incident aware "$dir" --incident "$incident" --at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    --reason 'the recipient called' --as officer-1
says 'eu-gdpr.33(1): due '
says 'remaining'
step 0 'show' incident show "$dir" --incident "$incident"

printf '%s\n' 'The proof'
step 0 'the log of a person' audit log "$dir" --subject "$second"
says 'collect'
step 0 'the whole log' audit log "$dir"
says 'erase.execute'
step 0 'verify' audit verify "$dir"
says 'verified: nothing is damaged'
: >"$work/out"
if grep -rqF -e "$first" -e "$second" -e "$contact" -e officer-1 -e support-1 "$dir"; then
    fail 'no file of the store names anybody' "$(grep -rlF -e "$first" -e "$second" -e "$contact" -e officer-1 -e support-1 "$dir")"
else
    pass 'no file of the store names anybody'
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
