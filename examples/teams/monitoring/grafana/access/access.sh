#!/bin/sh
# Users, teams and folders of Grafana.
# Made by monc from monitoring.toml: edit that file, then `monc build`.

# Brings Grafana's users, teams and folders to what the files beside it say. Runs at every start of the container `access`, as often
# as one likes: what is right already stays. Passwords are read from files and never stand in an argument or in the log.
set -eu
umask 077
here=${ACCESS_FOLDER:-/access}
secrets=${ACCESS_SECRETS:-/run/secrets}
state=${ACCESS_STATE:-/var/lib/grafana}
work=${ACCESS_WORK:-/tmp}
patience=${ACCESS_PATIENCE:-60}
url=$GRAFANA_URL
tab=$(printf '\t')
failed=0
rm -f "$work/applied"
touch "$state/users" "$state/teams"

say() {
  echo "access: $1"
}
complain() {
  echo "access: $1" >&2
  failed=1
}
# Waits for a person: a start anew would try a wrong password again, until Grafana locks the account.
give_up() {
  echo "access: $1" >&2
  if [ -n "${ACCESS_ONCE:-}" ]; then exit 3; fi
  exec sleep 2147483647
}
# Text inside double quotes of curl's own configuration, or of JSON.
quoted() {
  LC_ALL=C awk '
    BEGIN { for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i) }
    NR > 1 { printf "\\n" }
    {
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c == "\\" || c == "\"") printf "\\%s", c
        else if (c in code) printf "%s", code[c]
        else printf "%s", c
      }
    }'
}
secret() {
  [ -s "$secrets/$1" ] || return 1
  value=$(cat "$secrets/$1")
  [ -n "$value" ]
}
# api METHOD PATH [file with the body] → $status, and the answer in $work/answer
api() {
  : > "$work/answer"
  if [ $# -gt 2 ]; then
    status=$(curl --config "$work/curl" -X "$1" -H 'Content-Type: application/json' --data-binary "@$3" "$url$2") || status=000
  else
    status=$(curl --config "$work/curl" -X "$1" "$url$2") || status=000
  fi
  if [ "$status" = 401 ]; then
    give_up "Grafana refuses the login of $GRAFANA_ADMIN: the password that was set at its very first start counts. Change it in Grafana, or put the right one in its place and start access again"
  fi
}
# call WHAT METHOD PATH [body]: a call that has to succeed
call() {
  what=$1
  shift
  api "$@"
  case "$status" in
    2??) return 0 ;;
  esac
  complain "$what: Grafana answers $status $(head -c 300 "$work/answer")"
  return 1
}
# The first number after a key of the answer; quotes inside texts are escaped there, so no text looks like a key.
number() {
  grep -o "\"$1\":[0-9][0-9]*" "$work/answer" | head -n 1 | sed 's/.*://'
}
body() {
  printf '%s' "$1" > "$work/body"
}
remember() {
  grep -qxF -e "$2" "$state/$1" || printf '%s\n' "$2" >> "$state/$1"
}
# names FILE: first column
names() {
  cut -f 1 "$1"
}

wait_for_grafana() {
  tries=0
  until [ "$(curl -sk -o /dev/null -w '%{http_code}' --max-time 5 "$url/api/health")" = 200 ]; do
    tries=$((tries + 1))
    if [ "$tries" -ge "$patience" ]; then
      echo "access: Grafana does not answer at $url" >&2
      exit 1
    fi
    sleep 1
  done
}
log_in() {
  secret admin_password || give_up "the password of $GRAFANA_ADMIN is missing"
  {
    printf 'silent\noutput = "%s"\nwrite-out = "%%{http_code}"\nmax-time = 30\n' "$work/answer"
    # Inside the stack Grafana is reached under a name that its certificate does not have.
    case "$url" in https:*) echo insecure ;; esac
    printf 'user = "'
    printf '%s' "$GRAFANA_ADMIN:$value" | sed 's/\\/\\\\/g; s/"/\\"/g'
    printf '"\n'
  } > "$work/curl"
  api GET "/api/users/lookup?loginOrEmail=$1"
  case "$status" in
    200 | 404) ;;
    403) give_up "$GRAFANA_ADMIN is not an administrator of Grafana's server, so users cannot be made" ;;
    *) complain "Grafana answers $status to the first question"; exit 1 ;;
  esac
}

user() {
  login=$1 role=$2 enabled=$3 password=$4 profile=$5
  api GET "/api/users/lookup?loginOrEmail=$login"
  if [ "$status" = 404 ]; then
    [ "$enabled" = on ] || return 0
    secret "$password" || { complain "user $login: the first password is missing"; return 0; }
    {
      printf '%s' "${profile%?}"
      printf ',"password":"'
      printf '%s' "$value" | quoted
      printf '"}'
    } > "$work/body"
    call "user $login" POST /api/admin/users "$work/body" || { rm -f "$work/body"; return 0; }
    rm -f "$work/body"
    say "made user $login"
    remember users "$login"
    id=$(number id)
  elif [ "$status" = 200 ]; then
    remember users "$login"
    id=$(number id)
    body "$profile"
    call "profile of user $login" PUT "/api/users/$id" "$work/body" || :
  else
    complain "user $login: Grafana answers $status"
    return 0
  fi
  if [ "$enabled" = on ]; then
    call "user $login" POST "/api/admin/users/$id/enable" || :
  else
    call "user $login" POST "/api/admin/users/$id/disable" || :
  fi
  body "{\"role\":\"$role\"}"
  api PATCH "/api/orgs/1/users/$id" "$work/body"
  case "$status" in
    2??) ;;
    404)
      body "{\"loginOrEmail\":$(printf '%s' "$profile" | sed 's/.*"login":\("[^"]*"\).*/\1/'),\"role\":\"$role\"}"
      call "role of user $login" POST /api/orgs/1/users "$work/body" || :
      ;;
    *) complain "role of user $login: Grafana answers $status $(head -c 300 "$work/answer")" ;;
  esac
}
# Only people that this script made or took over: whoever else an administrator let in stays.
former_users() {
  names "$here/users.tsv" > "$work/now"
  grep -vxF -f "$work/now" "$state/users" > "$work/left" || :
  while read -r login; do
    api GET "/api/users/lookup?loginOrEmail=$login"
    [ "$status" = 200 ] || continue
    if grep -q '"isDisabled":true' "$work/answer"; then continue; fi
    if call "former user $login" POST "/api/admin/users/$(number id)/disable"; then say "locked out $login, who is no longer in the file"; fi
  done < "$work/left"
}

# find_team NAME → $id, empty if there is none
find_team() {
  id=
  api GET "/api/teams/search?name=$1"
  if [ "$status" = 200 ]; then id=$(number id); else complain "team $1: Grafana answers $status"; return 1; fi
}
team() {
  index=$1 team=$2 make=$3 members=$4
  find_team "$team" || return 0
  if [ -z "$id" ]; then
    body "$make"
    call "team $team" POST /api/teams "$work/body" || return 0
    id=$(number teamId)
    say "made team $team"
  fi
  remember teams "$team"
  printf 's/"@%s@"/%s/g\n' "$index" "$id" >> "$work/teams"
  body "$members"
  call "members of team $team" PUT "/api/teams/$id/members" "$work/body" || :
}
former_teams() {
  names "$here/teams.tsv" > "$work/now"
  grep -vxF -f "$work/now" "$state/teams" > "$work/left" || :
  while read -r team; do
    find_team "$team" || continue
    [ -n "$id" ] || continue
    body '{"members":[],"admins":[]}'
    call "members of former team $team" PUT "/api/teams/$id/members" "$work/body" || :
  done < "$work/left"
}

folder() {
  uid=$1 make=$2 permissions=$3
  api GET "/api/folders/$uid"
  if [ "$status" = 404 ]; then
    body "$make"
    call "folder $uid" POST /api/folders "$work/body" || return 0
    say "made folder $uid"
  elif [ "$status" != 200 ]; then
    complain "folder $uid: Grafana answers $status"
    return 0
  fi
  printf '%s' "$permissions" | sed -f "$work/teams" > "$work/body"
  if grep -q '"@' "$work/body"; then
    complain "folder $uid: one of its teams is missing, so its permissions stay"
    return 0
  fi
  call "permissions of folder $uid" POST "/api/folders/$uid/permissions" "$work/body" || :
}

wait_for_grafana
log_in "$(cat "$here/admin")"
while IFS="$tab" read -r login role enabled password profile; do
  user "$login" "$role" "$enabled" "$password" "$profile"
done < "$here/users.tsv"
former_users
: > "$work/teams"
index=0
while IFS="$tab" read -r team make members; do
  index=$((index + 1))
  team "$index" "$team" "$make" "$members"
done < "$here/teams.tsv"
former_teams
while IFS="$tab" read -r uid make permissions; do
  folder "$uid" "$make" "$permissions"
done < "$here/folders.tsv"
rm -f "$work/body" "$work/curl" "$work/answer"
[ "$failed" = 0 ] || exit 1
say "users, teams and folders are as the files say"
touch "$work/applied"
if [ -n "${ACCESS_ONCE:-}" ]; then exit 0; fi
exec sleep 2147483647
