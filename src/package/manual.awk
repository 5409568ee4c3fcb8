# Turns what the program says of itself (fordela COMMAND --help) into pages of the manual, and the list of all options into
# fordela.ini: one source, so that none of them can say anything else.
# -v what=page|settings|ini -v name=COMMAND -v version=VERSION -v date=DATE; for page also -v summary=TEXT

function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    if (text ~ /^[.']/) text = "\\&" text
    return text
}
# A flag's heading: "--name ARGUMENT, FORDELA_NAME" -> flag, argument, variable.
function take_heading(line) {
    variable = line; sub(/.*, /, "", variable)
    argument = line; sub(/^ *--[a-z-]+ ?/, "", argument); sub(/,? ?FORDELA_[A-Z_]+$/, "", argument); sub(/,$/, "", argument)
    flag = line; sub(/^ *--/, "", flag); sub(/[ ,].*/, "", flag)
}
# "      help [section] (default)" -> help, section, fallback.
function take_help(line) {
    fallback = ""; section = ""
    sub(/^ +/, "", line)
    if (match(line, / \[[a-z]+\]( \(.*\))?$/)) {
        section = substr(line, RSTART + 2, RLENGTH - 2)
        line = substr(line, 1, RSTART - 1)
        if (match(section, /\] \(/)) fallback = substr(section, RSTART + 3, length(section) - RSTART - 3)
        sub(/\].*/, "", section)
    } else if (match(line, / \([^()]*\)$/)) {
        fallback = substr(line, RSTART + 2, RLENGTH - 3)
        line = substr(line, 1, RSTART - 1)
    }
    help = line
}
function heading(page, part) {
    printf ".TH %s %d %s \"fordela %s\" \"Fördela\"\n", page, part, date, version
}
BEGIN {
    state = "usage"
    if (what == "page") {
        heading("FORDELA" (name == "" ? "" : "\\-" toupper(name)), 1)
        print ".SH NAME\nfordela" (name == "" ? "" : "\\-" name) " \\- " roff(summary)
        print ".SH SYNOPSIS\n.nf"
    }
}
/^  --[a-z-]+.*FORDELA_/ {
    state = "option"
    take_heading($0)
    getline
    take_help($0)
    if (what == "page") {
        print ".TP\n\\fB\\-\\-" roff(flag) "\\fR" (argument == "" ? "" : " \\fI" roff(argument) "\\fR")
        print roff(help) "." (fallback == "" ? "" : " Default: " roff(fallback) ".")
        print "Environment: " roff(variable) "." (section == "" ? "" : " In the configuration file: section [" section "].")
    } else if (section != "") {
        if (!(section in entries)) order[++sections] = section
        if (what == "ini") {
            entries[section] = entries[section] "\n# " help "\n"
            given = flag == "database" ? "/var/lib/fordela/fordela.db" : ""
            entries[section] = entries[section] (given != "" ? flag " = " given : "#" flag " =" (fallback == "" ? "" : " " fallback)) "\n"
        } else
            entries[section] = entries[section] ".TP\n\\fB" roff(flag) "\\fR = " \
                (argument == "" ? "true|false" : "\\fI" roff(argument) "\\fR") "\n" roff(help) "." \
                (fallback == "" ? "" : " Default: " roff(fallback) ".") "\n"
    }
    next
}
what != "page" { next }
/^Usage: / { sub(/^Usage: /, ""); print roff($0); next }
state == "usage" && /^$/ { print ".fi\n.SH DESCRIPTION\n.nf"; state = "about"; next }
/^Options \(/ { print ".fi\n.SH OPTIONS\nA flag counts before the environment, that before the configuration file (\\fB\\-\\-config\\fR), that before the default."; state = "options"; next }
state == "options" { next }
{ print roff($0) }
END {
    if (what == "page") {
        if (state != "option" && state != "options") print ".fi"
        print ".SH EXIT STATUS\n0: done. 1: refused or invalid, nothing was changed. 2: wrong usage. 3: broken."
        print ".SH SEE ALSO\n.BR fordela (1),\n.BR fordela.ini (5)"
    } else if (what == "settings") {
        heading("FORDELA.INI", 5)
        print ".SH NAME\nfordela.ini \\- configuration of fordela\n.SH DESCRIPTION"
        print "The service reads /etc/fordela/fordela.ini when it starts and, for what can change, when it is reloaded."
        print "Sections in brackets, then one setting to a line: name = value. Lines that begin with # or ; are comments."
        print "Flags of a command and environment variables (FORDELA_ and the name in capitals) count before the file."
        print "\\fBfordela config check \\-\\-config FILE\\fR tells every fault with its line, and what counts."
        for (i = 1; i <= sections; i++) printf ".SH \"[%s]\"\n%s", order[i], entries[order[i]]
        print ".SH SEE ALSO\n.BR fordela (1),\n.BR fordela\\-serve (1)"
    } else {
        print "# Settings of fordela (fordela.ini(5)); `fordela config check --config FILE` tells what counts and every fault."
        print "# What is commented out shows the default."
        for (i = 1; i <= sections; i++) printf "\n[%s]\n%s", order[i], entries[order[i]]
    }
}
