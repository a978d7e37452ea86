# shellcheck shell=bash
# Sourced by monado.sh, mesa.sh and deny.sh: where what they fetch goes, and how packages are taken from Debian's archive.
#
# Nothing of the system changes and no root is needed: apt runs with a configuration, lists and a cache of its own, all in a
# temporary folder, and `dpkg -x` only unpacks. The archive's signature is checked with Debian's archive keyring.

# The folder that everything fetched for building and testing goes to; never the repository.
indenfor_cache() {
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/indenfor"
}

# unpack_packages FOLDER KNOWN_PACKAGES SUITES PACKAGE…
#   FOLDER          where the unpacked files go; appears whole or not at all
#   KNOWN_PACKAGES  a dpkg status file: packages listed in it are not fetched (/dev/null: fetch every dependency)
#   SUITES          Debian's suites to take from, divided by spaces; the first named is preferred
# FOLDER/versions then lists what was unpacked.
unpack_packages() {
  local folder=$1 status=$2 suites=$3
  shift 3
  local tool
  for tool in apt-get dpkg-deb flock; do
    command -v "$tool" >/dev/null || {
      echo "$0: this needs $tool, which Debian and Ubuntu have; without it, run these tests on one of them" >&2
      return 3
    }
  done
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if [ ! -r "$keyring" ]; then
    echo "$0: $keyring is missing: install the package debian-archive-keyring (scripts/setup.sh --tests does) and try again" >&2
    return 3
  fi

  # Two runs at once would do the work twice: the second waits and then finds it done.
  mkdir -p "$(dirname "$folder")"
  exec 9>"$folder.lock"
  flock 9
  if [ -f "$folder/versions" ] && [ "$(head -n 1 "$folder/versions")" = "$suites: $*" ]; then
    flock -u 9
    return 0
  fi

  local work
  work=$(mktemp -d "$folder.XXXXXX")
  # shellcheck disable=SC2064 # the folder's name is wanted as it is now
  trap "rm -rf '$work'" EXIT
  mkdir -p "$work"/etc/{apt.conf.d,preferences.d} "$work"/state/lists/partial "$work"/cache/archives/partial "$work/root"
  cp "$status" "$work/state/status"
  local suite
  for suite in $suites; do
    echo "deb [signed-by=$keyring] http://deb.debian.org/debian $suite main"
  done >"$work/etc/sources.list"
  {
    # A proxy or a mirror's settings hold here too.
    apt-config dump --format '%F "%v";%n' Acquire | grep -v '^Acquire "";' || true
    cat <<APT
Dir::Etc "$work/etc";
Dir::Etc::sourceparts "-";
Dir::State "$work/state";
Dir::State::status "$work/state/status";
Dir::Cache "$work/cache";
APT::Architecture "$(dpkg --print-architecture)";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
APT
  } >"$work/apt.conf"

  echo "Fetching from Debian ($suites): $*"
  APT_CONFIG=$work/apt.conf apt-get update -qq
  APT_CONFIG=$work/apt.conf apt-get install -qq --yes --download-only --target-release "${suites%% *}" "$@" >"$work/log" || {
    cat "$work/log" >&2
    return 3
  }
  local package
  {
    echo "$suites: $*"
    for package in "$work"/cache/archives/*.deb; do
      dpkg-deb --extract "$package" "$work/root" >&2
      # shellcheck disable=SC2016 # dpkg-deb fills these in, not the shell
      dpkg-deb --show --showformat '${Package} ${Version}\n' "$package"
    done
  } >"$work/versions"
  mv "$work/versions" "$work/root/versions"
  rm -rf "$folder"
  mv "$work/root" "$folder"
  rm -rf "$work"
  trap - EXIT
  flock -u 9
}
