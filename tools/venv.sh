#!/bin/sh
# Makes the virtual environment: tools/venv.sh FOLDER [PYTHON]
# Takes the first Python that is new enough, and says what to install when there is none.
set -eu
venv=$1
wanted=${2:-python3}

if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  exit 0
fi

for python in "$wanted" python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
      echo "Python $version is here, but not its module for virtual environments." >&2
      echo "On Debian and Ubuntu: sudo apt-get install python$version-venv" >&2
      exit 1
    fi
    echo "Making $venv with $("$python" --version)"
    exec "$python" -m venv --clear "$venv"
  fi
done

echo "Banso needs Python 3.11 or newer; '$wanted' is $("$wanted" --version 2>/dev/null || echo 'not here')." >&2
echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2
exit 1
