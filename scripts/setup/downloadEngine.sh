# downloadEngine.sh <install script's URL> <folder> <version>: installs a Pulumi release into <folder>/bin.
# Two commands, because a pipe would hide that curl has failed. Without a network curl should fail soon.
script=$(curl -fsSL --connect-timeout 5 --max-time 20 "$1") || exit
printf '%s\n' "$script" | sh -s -- --no-edit-path --install-root "$2" --version "$3"
