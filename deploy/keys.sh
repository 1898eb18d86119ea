#!/bin/sh
# Create the key files once and hand each service exactly those it needs. Run by the one-shot job `keys`.
set -eu
MUTABAKAT_KEYS_DIR=/keys/master mutabakat keys create

give() {
    service=$1
    shift
    for file in "$@"; do
        cp -p "/keys/master/$file" "/keys/$service/.$file.new"
        mv "/keys/$service/.$file.new" "/keys/$service/$file"
    done
}
give aggregator token-verify.pem
give campaign token-verify.pem token-sign.pem session.key campaign-secrets.key invite.key
give mailer token-verify.pem link.key invite.key secrets.key
give responses token-verify.pem link.key form.key evidence-sign.pem evidence-verify.pem
