#include "app/cli/generate.h"

#include <QCoreApplication>

#include <map>

namespace gatehouse::cli {
namespace {

using commands::Command;
using commands::Completion;
using commands::Option;

QString latin(const char *source) { return QString::fromLatin1(source ? source : ""); }
QString text(const char *source) { return QCoreApplication::translate("Command", source); }

// The words that may follow each beginning of a command's path.
std::map<QString, QStringList> tree(const Commands &commands)
{
    std::map<QString, QStringList> next;
    for (const Command &command : commands) {
        QString before;
        for (const QString &word : latin(command.path).split(u' ')) {
            if (!next[before].contains(word))
                next[before] << word;
            before += (before.isEmpty() ? ""_L1 : " "_L1) + word;
        }
    }
    return next;
}

QStringList names(const std::vector<Option> &options)
{
    QStringList all;
    for (const Option &option : options)
        all << "--"_L1 + latin(option.name);
    return all;
}

// Per option name, how its value is completed; an option means the same wherever it stands.
std::map<QString, const Option *> valued(const Commands &commands)
{
    std::map<QString, const Option *> all;
    const auto add = [&all](const std::vector<Option> &options) {
        for (const Option &option : options)
            if (option.value)
                all.emplace(latin(option.name), &option);
    };
    add(globalOptions());
    for (const Command &command : commands)
        add(command.options);
    return all;
}

QString choices(const Option &option)
{
    QStringList all;
    for (const char *choice : option.choices)
        all << latin(choice);
    return all.join(u' ');
}

QString quoted(QString words) { return u'\'' + words.replace(u'\'', "'\\''"_L1) + u'\''; }

QString zshMeaning(const char *help)
{
    QString words = text(help);
    for (const char c : {'[', ']', ':', '\\'})
        words.replace(QLatin1Char(c), u'\\' + QString(QLatin1Char(c)));
    return words;
}

QString zshOption(const Option &option)
{
    QString spec = u"%1--%2[%3]"_s.arg(
        option.repeated ? u"*"_s : QString(), latin(option.name), zshMeaning(option.help));
    if (option.value) {
        QString action;
        if (option.completion == Completion::File)
            action = u"_files"_s;
        else if (option.completion == Completion::Folder)
            action = u"_files -/"_s;
        else if (!option.choices.empty())
            action = u'(' + choices(option) + u')';
        spec += u":%1:%2"_s.arg(latin(option.value), action);
    }
    return quoted(spec);
}

} // namespace

QString bashCompletion(const Commands &commands)
{
    QString script =
        "# bash completion of gatehousectl, made by gatehousectl --generate bash\n"
        "_gatehousectl()\n{\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= i\n"
        "    COMPREPLY=()\n    case $before in\n"_L1;
    QStringList open;
    for (const auto &[name, option] : valued(commands)) {
        if (option->completion == Completion::None && option->choices.empty()) {
            open << "--"_L1 + name;
            continue;
        }
        const QString how = option->completion == Completion::File ? u"-f"_s
            : option->completion == Completion::Folder             ? u"-d"_s
                                                       : u"-W '%1'"_s.arg(choices(*option));
        script += "    --%1) COMPREPLY=($(compgen %2 -- \"$word\")); return ;;\n"_L1.arg(name, how);
    }
    script += "    %1) return ;;\n    esac\n"_L1.arg(open.join(u'|'));
    script += "    for ((i = 1; i < COMP_CWORD; i++)); do\n        case ${COMP_WORDS[i]} in\n"_L1;
    QStringList skip;
    for (const auto &[name, option] : valued(commands))
        skip << "--"_L1 + name;
    script += "        %1) ((i++)) ;;\n        -*) ;;\n"
              "        *) path=\"${path:+$path }${COMP_WORDS[i]}\" ;;\n        esac\n    done\n"
              "    local words=\"%2\"\n    case $path in\n"_L1.arg(
                  skip.join(u'|'), names(globalOptions()).join(u' '));
    for (const auto &[path, next] : tree(commands))
        script += "    '%1') words=\"%2 $words\" ;;\n"_L1.arg(path, next.join(u' '));
    for (const Command &command : commands)
        script += "    '%1'*) words=\"%2 $words\" ;;\n"_L1.arg(
            latin(command.path), names(command.options).join(u' '));
    return script
        + "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
          "complete -o default -F _gatehousectl gatehousectl\n"_L1;
}

QString zshCompletion(const Commands &commands)
{
    QStringList shared;
    for (const Option &option : globalOptions())
        shared << zshOption(option);
    QString script =
        "#compdef gatehousectl\n# made by gatehousectl --generate zsh\n"
        "_gatehousectl() {\n    local path= word skip=0\n    local -a shared; shared=(%1)\n"
        "    for word in ${words[2,CURRENT-1]}; do\n"
        "        if (( skip )); then skip=0; continue; fi\n        case $word in\n"_L1.arg(
            shared.join("\n        "_L1));
    QStringList skip;
    for (const auto &[name, option] : valued(commands))
        skip << "--"_L1 + name;
    script +=
        "        (%1)) skip=1 ;;\n        (-*) ;;\n        (*) path=\"${path:+$path }$word\" ;;\n"
        "        esac\n    done\n    case $path in\n"_L1.arg(skip.join(u'|'));
    std::map<QString, QString> meanings;
    for (const Command &command : commands)
        meanings[latin(command.path)] = zshMeaning(command.summary);
    for (const auto &[path, next] : tree(commands)) {
        QStringList described;
        for (const QString &word : next)
            described << quoted(word + u':' + meanings[path.isEmpty() ? word : path + u' ' + word]);
        script += "    (%1)\n        local -a next; next=(%2)\n        _describe -t commands "
                  "command next\n"
                  "        _arguments $shared '*:: :' ;;\n"_L1.arg(
                      quoted(path), described.join("\n            "_L1));
    }
    for (const Command &command : commands) {
        QStringList options;
        for (const Option &option : command.options)
            options << zshOption(option);
        script += "    (%1*)\n        _arguments $shared %2 '*:file:_files' ;;\n"_L1.arg(
            quoted(latin(command.path)), options.join(" \\\n            "_L1));
    }
    return script + "    esac\n}\n_gatehousectl \"$@\"\n"_L1;
}

QString fishCompletion(const Commands &commands)
{
    QString script =
        "# fish completion of gatehousectl, made by gatehousectl --generate fish\n"
        "function __gatehousectl_path\n"
        "    set -l words (commandline -opc)\n    set -l path\n    set -l skip 0\n"
        "    for word in $words[2..-1]\n        if test $skip = 1\n            set skip 0\n"
        "            continue\n        end\n        switch $word\n"_L1;
    QStringList skip;
    for (const auto &[name, option] : valued(commands))
        skip << "--"_L1 + name;
    script += "            case %1\n                set skip 1\n            case '-*'\n            "
              "case '*'\n"
              "                set -a path $word\n        end\n    end\n    echo \"$path\"\nend\n"
              "complete -c gatehousectl -f\n"_L1.arg(skip.join(u' '));
    const auto option = [&script](const Option &shown, const QString &condition) {
        QString line = "complete -c gatehousectl%1 -l %2 -d %3"_L1.arg(
            condition, latin(shown.name), quoted(text(shown.help)));
        if (shown.value)
            line += shown.completion == Completion::None ? " -x"_L1 : " -r -F"_L1;
        if (!shown.choices.empty())
            line += " -a "_L1 + quoted(choices(shown));
        script += line + u'\n';
    };
    for (const Option &shown : globalOptions())
        option(shown, {});
    std::map<QString, QString> meanings;
    for (const Command &command : commands)
        meanings[latin(command.path)] = text(command.summary);
    for (const auto &[path, next] : tree(commands))
        for (const QString &word : next)
            script += "complete -c gatehousectl -n %1 -a %2 -d %3\n"_L1.arg(
                quoted("test (__gatehousectl_path) = \"%1\""_L1.arg(path)), word,
                quoted(meanings[path.isEmpty() ? word : path + u' ' + word]));
    for (const Command &command : commands)
        for (const Option &shown : command.options)
            option(shown,
                " -n "_L1
                    + quoted("string match -q \"%1*\" (__gatehousectl_path)"_L1.arg(
                        latin(command.path))));
    return script;
}

} // namespace gatehouse::cli
