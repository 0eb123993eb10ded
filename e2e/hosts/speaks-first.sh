#!/bin/sh
# Says "hi" before it is asked, and ends with its stdin.
printf '\004\000\000\000"hi"'
cat >/dev/null
