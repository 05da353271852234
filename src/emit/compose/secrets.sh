# Checks each secret and hands it over: one volume for each container that reads some. Values are never printed.
variables=${variables:-/run/secrets}
files=${files:-/in}
out=${out:-/out}
failed=0
umask 022

consumer() {
  name=$1
  kept=' '
}
fail() {
  echo "secret $1" >&2
  failed=1
  return 1
}
# Takes up the value, without the line break that editors leave at the end.
take() {
  value=$(cat "$1")
  [ -n "$value" ] || fail "$2 is empty: $3" || return 1
  case "$value" in
    'change me' | changeme | admin | password | secret | 123456)
      fail "$2 is a password that everybody tries first: choose another" || return 1
      ;;
  esac
  if [ "$4" = no_blank ]; then
    case "$value" in
      *' '*) fail "$2 has a blank, at which postgres_exporter cuts it: choose a password without" || return 1 ;;
    esac
  fi
  [ "$4" = any ] || [ "$(printf '%s\n' "$value" | wc -l)" -eq 1 ] || fail "$2 has more than one line: its reader takes one" || return 1
}
from_variable() {
  [ -s "$variables/$1" ] || fail "$1 is empty: set it in .env or in the environment" || return 1
  take "$variables/$1" "$1" "set it in .env or in the environment" "$2"
}
from_file() {
  [ -e "$files/$1" ] || fail "$2 is missing: make this file, with the secret as its only text" || return 1
  [ -f "$files/$1" ] || fail "$2 is not a file" || return 1
  [ -r "$files/$1" ] || fail "$2 cannot be read" || return 1
  take "$files/$1" "$2" "write the secret into this file" "$3"
}
plain() {
  cat
}
json() {
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
my_cnf() {
  printf '`'
  sed 's/\$/${MONC_DOLLAR}/g' | tr -d '\n'
  printf '`'
}
# Renamed into place, so that nobody reads half a secret.
write() {
  cat > "$out/$name/.$1.new" &&
    chmod 0444 "$out/$name/.$1.new" &&
    mv -f "$out/$name/.$1.new" "$out/$name/$1"
}
keep() {
  kept="$kept$1 "
}
# Removes what no longer belongs to this container.
sweep() {
  for path in "$out/$name"/* "$out/$name"/.*.new; do
    [ -f "$path" ] || continue
    case "$kept" in
      *" ${path##*/} "*) ;;
      *) rm -f "$path" ;;
    esac
  done
}
