#include "app/cli/generate.h"
#include "app/cli/words.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::cli {
namespace {

using commands::Command;
using commands::Operand;
using commands::Option;

QString text(const char *source) { return QCoreApplication::translate("Command", source); }
QString latin(const char *source) { return QString::fromLatin1(source ? source : ""); }

QString spelled(const Option &option)
{
    return option.value ? u"--%1 %2"_s.arg(latin(option.name), latin(option.value))
                        : u"--"_s + latin(option.name);
}

QString spelled(const Operand &operand)
{
    const QString name = latin(operand.name) + (operand.repeated ? "..."_L1 : ""_L1);
    return operand.required ? name : u"[%1]"_s.arg(name);
}

QString usage(const Command &command)
{
    QStringList parts{u"gatehousectl"_s, latin(command.path)};
    for (const Option &option : command.options)
        parts << (option.required ? spelled(option) : u"[%1]"_s.arg(spelled(option)));
    for (const Operand &operand : command.operands)
        parts << spelled(operand);
    return parts.join(u' ');
}

QStringList wrapped(const QString &words, qsizetype width)
{
    QStringList lines{QString()};
    for (const QString &word : words.split(u' ')) {
        if (!lines.last().isEmpty() && lines.last().size() + 1 + word.size() > width)
            lines << QString();
        lines.last() += (lines.last().isEmpty() ? ""_L1 : " "_L1) + word;
    }
    return lines;
}

// Two columns: what is typed, and what it means.
QString listed(const std::vector<std::pair<QString, QString>> &entries)
{
    constexpr qsizetype kRight = 26;
    QString printed;
    for (const auto &[left, right] : entries) {
        QStringList lines = wrapped(right, 78 - kRight);
        QString first = "  "_L1 + left;
        if (first.size() + 2 > kRight)
            printed += first + u'\n';
        else
            printed += first.leftJustified(kRight) + lines.takeFirst() + u'\n';
        for (const QString &line : lines)
            printed += QString(kRight, u' ') + line + u'\n';
    }
    return printed;
}

QString listed(const std::vector<Option> &options)
{
    std::vector<std::pair<QString, QString>> entries;
    for (const Option &option : options) {
        QString meaning = text(option.help);
        QStringList choices;
        for (const char *choice : option.choices)
            choices << latin(choice);
        if (!choices.isEmpty())
            meaning += " ("_L1 + choices.join(", "_L1) + u')';
        entries.emplace_back(spelled(option), meaning);
    }
    return listed(entries);
}

QString helpOfCommand(const Command &command)
{
    QString printed =
        Words::tr("Usage: %1").arg(usage(command)) + "\n\n"_L1 + text(command.summary) + ".\n"_L1;
    if (*command.details)
        printed += wrapped(text(command.details), 78).join(u'\n') + u'\n';
    std::vector<std::pair<QString, QString>> operands;
    for (const Operand &operand : command.operands)
        operands.emplace_back(latin(operand.name), text(operand.help));
    if (!operands.empty())
        printed += u'\n' + listed(operands);
    if (!command.options.empty())
        printed += u'\n' + Words::tr("Options:") + u'\n' + listed(command.options);
    return printed + u'\n' + Words::tr("Global options:") + u'\n' + listed(globalOptions());
}

const char *kStatuses[][2] = {
    {"0", QT_TRANSLATE_NOOP("Command", "Done and proven")},
    {"1", QT_TRANSLATE_NOOP("Command", "Wrong usage")},
    {"2", QT_TRANSLATE_NOOP("Command", "Failed, and nothing was changed")},
    {"3",
        QT_TRANSLATE_NOOP(
            "Command", "Finished with rejects or differences; the output says which")},
    {"4", QT_TRANSLATE_NOOP("Command", "Cancelled")},
    {"5", QT_TRANSLATE_NOOP("Command", "No connection, or the server was lost")},
};

QString roff(QString words)
{
    words.replace(u'\\', "\\e"_L1).replace(u'-', "\\-"_L1);
    return words.startsWith(u'.') || words.startsWith(u'\'') ? "\\&"_L1 + words : words;
}

QString manOptions(const std::vector<Option> &options)
{
    QString page;
    for (const Option &option : options) {
        page += ".TP\n.B \\-\\-%1"_L1.arg(roff(latin(option.name)));
        page += option.value ? u" \\fI%1\\fR\n"_s.arg(roff(latin(option.value))) : u"\n"_s;
        page += roff(text(option.help)) + ".\n"_L1;
    }
    return page;
}

} // namespace

QString help(const Commands &commands, const QStringList &path)
{
    const QString prefix = path.join(u' ');
    std::vector<std::pair<QString, QString>> entries;
    for (const Command &command : commands) {
        if (latin(command.path) == prefix)
            return helpOfCommand(command);
        if (prefix.isEmpty() || latin(command.path).startsWith(prefix + u' '))
            entries.emplace_back(latin(command.path), text(command.summary));
    }
    const QString shown = prefix.isEmpty() ? u"COMMAND"_s : prefix + " COMMAND"_L1;
    return Words::tr("Usage: %1")
               .arg("gatehousectl [--json] [--profile NAME | --url URL] %1 ..."_L1.arg(shown))
        + "\n\n"_L1 + Words::tr("Commands:") + u'\n' + listed(entries) + u'\n'
        + Words::tr("Global options:") + u'\n' + listed(globalOptions()) + u'\n'
        + Words::tr("gatehousectl COMMAND --help shows the options of a command.") + u'\n';
}

QString manPage(const Commands &commands)
{
    QString page =
        ".TH GATEHOUSECTL 1 \"\" \"Gatehouse %1\" \"User Commands\"\n"
        ".SH NAME\ngatehousectl \\- %2\n"
        ".SH SYNOPSIS\n.B gatehousectl\n[\\fB\\-\\-json\\fR] "
        "[\\fB\\-\\-profile\\fR \\fINAME\\fR | \\fB\\-\\-url\\fR \\fIURL\\fR] \\fICOMMAND\\fR ...\n"_L1
            .arg(QLatin1StringView(GATEHOUSE_VERSION),
                roff(Words::tr("administer AI-API back ends on PostgreSQL")));
    page += ".SH COMMANDS\n"_L1;
    for (const Command &command : commands) {
        page += ".SS "_L1 + roff(usage(command).mid(13)) + u'\n' + roff(text(command.summary))
            + ".\n"_L1;
        if (*command.details)
            page += roff(text(command.details)) + u'\n';
        for (const Operand &operand : command.operands)
            page += ".TP\n.I %1\n%2.\n"_L1.arg(roff(latin(operand.name)), roff(text(operand.help)));
        page += manOptions(command.options);
    }
    page += ".SH \"GLOBAL OPTIONS\"\n"_L1 + manOptions(globalOptions());
    page += ".SH \"EXIT STATUS\"\n"_L1;
    for (const auto &[status, meaning] : kStatuses)
        page += ".TP\n.B %1\n%2.\n"_L1.arg(latin(status), roff(text(meaning)));
    page += ".SH ENVIRONMENT\n.TP\n.B GATEHOUSE_URL\n"_L1
        + roff(Words::tr("The database, where --url is not given."))
        + "\n.TP\n.B PGPASSWORD, PGPASSFILE\n"_L1
        + roff(Words::tr("Where the password comes from; it is never an argument."))
        + "\n.SH \"SEE ALSO\"\n.BR gatehouse (1),\n.BR psql (1)\n"_L1;
    return page;
}

Result<QString> generate(const Commands &commands, const QString &what)
{
    if (what == "man"_L1)
        return manPage(commands);
    if (what == "bash"_L1)
        return bashCompletion(commands);
    if (what == "zsh"_L1)
        return zshCompletion(commands);
    if (what == "fish"_L1)
        return fishCompletion(commands);
    return invalid(Words::tr("--generate takes man, bash, zsh or fish."));
}

} // namespace gatehouse::cli
