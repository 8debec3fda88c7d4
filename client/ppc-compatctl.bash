# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Completion of ppc-compatctl in bash.

_ppc_compatctl_options='-h --help --version -H --host -M --machine --address --json -j --no-pager -q --quiet
    --to --fix --machine-only --qemu --libvirt --no-block --output --watch --timeout --journal --since'
_ppc_compatctl_verbs='status modes check qemu-args libvirt-xml virt-install-args explain describe refresh
    history monitor export guest baseline'

# Whether what follows that option is its value.
_ppc_compatctl_takes_value() {
    case $1 in
    -H | --host | -M | --machine | --address | --json | --to | --output | --since | --timeout | --qemu | --libvirt)
        return 0
        ;;
    *) return 1 ;;
    esac
}

# Those lines of the input that start with this word. compgen -W would expand them first, and run what is in them.
_ppc_compatctl_offer() {
    local line

    COMPREPLY=()
    while read -r line; do
        [[ $line == "$1"* ]] && COMPREPLY+=("$line")
    done
    return 0
}

# The verb before the cursor, if there is one; "full" if it has its argument already, for none takes two.
_ppc_compatctl_verb() {
    local i verb=

    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -*)
            if _ppc_compatctl_takes_value "${COMP_WORDS[i]}"; then
                # "--json=short" is three words here.
                [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
                ((i++))
            fi
            ;;
        *)
            if [[ $verb ]]; then
                echo full
                return
            fi
            verb=${COMP_WORDS[i]}
            ;;
        esac
    done
    echo "$verb"
}

_ppc_compatctl_values() {
    case $1 in
    -H | --host | --to)
        if declare -F _known_hosts_real >/dev/null; then
            _known_hosts_real -a -- "$2"
        else
            mapfile -t COMPREPLY < <(compgen -A hostname -- "$2")
        fi
        ;;
    -M | --machine)
        _ppc_compatctl_offer "$2" < <(machinectl list --no-legend --no-pager 2>/dev/null | cut -d ' ' -f 1)
        ;;
    --json)
        mapfile -t COMPREPLY < <(compgen -W 'pretty short off' -- "$2")
        ;;
    --since)
        mapfile -t COMPREPLY < <(compgen -W 'today yesterday -1h -1d' -- "$2")
        ;;
    --output)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$2")
        ;;
    esac
}

_ppc_compatctl_arguments() {
    local words=

    case $1 in
    '') words=$_ppc_compatctl_verbs ;;
    check | qemu-args | libvirt-xml | virt-install-args) words='power11 power10 power9 power8' ;;
    refresh) words='client migration resume' ;;
    export) words='prometheus nfd ansible nova' ;;
    guest)
        words=$(virsh --readonly list --all --name 2>/dev/null)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W "$words" -f -- "$2")
        return
        ;;
    # The reasons are single words; the errors after them are not.
    explain)
        _ppc_compatctl_offer "$2" < <("${COMP_WORDS[0]}" explain --quiet 2>/dev/null | grep -v ' ')
        return
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}

_ppc_compatctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}

    COMPREPLY=()
    if [[ $word == = ]]; then
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if _ppc_compatctl_takes_value "$before"; then
        _ppc_compatctl_values "$before" "$word"
    elif [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$_ppc_compatctl_options" -- "$word")
    else
        _ppc_compatctl_arguments "$(_ppc_compatctl_verb)" "$word"
    fi
}

complete -F _ppc_compatctl ppc-compatctl
