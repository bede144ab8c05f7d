#include "app/cli/parser.h"
#include "app/cli/words.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::cli {
namespace {

using commands::Command;
using commands::Option;

QStringList words(const char *path) { return QString::fromLatin1(path).split(u' '); }

int distance(const QString &a, const QString &b)
{
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t i = 0; i < row.size(); ++i)
        row[i] = int(i);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int corner = row[0]++;
        for (size_t j = 1; j < row.size(); ++j) {
            const int swapped = corner + (a[i] == b[qsizetype(j) - 1] ? 0 : 1);
            corner = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, swapped});
        }
    }
    return row.back();
}

QString nearest(const QString &typed, const QStringList &known)
{
    const auto best =
        std::min_element(known.begin(), known.end(), [&](const QString &a, const QString &b) {
            return distance(typed, a) < distance(typed, b);
        });
    if (best == known.end() || distance(typed, *best) > std::max(1, int(typed.size()) / 3))
        return {};
    return *best;
}

Error unknownWord(const QString &typed, const QStringList &known)
{
    const QString near = nearest(typed, known);
    if (near.isEmpty())
        return invalid(
            Words::tr("There is no command \"%1\"; --help lists the commands.").arg(typed));
    return invalid(Words::tr("There is no command \"%1\"; did you mean \"%2\"?").arg(typed, near));
}

// Takes the words that lead to a command; the rest stays in `plain`.
Result<> takeCommand(const Commands &commands, QStringList &plain, Invocation &found)
{
    std::vector<const Command *> fitting;
    for (const Command &command : commands)
        fitting.push_back(&command);
    while (!plain.isEmpty()) {
        const qsizetype depth = found.path.size();
        QStringList known;
        std::vector<const Command *> next;
        for (const Command *command : fitting) {
            const QStringList path = words(command->path);
            if (path.size() <= depth)
                continue;
            known << path[depth];
            if (path[depth] == plain.first())
                next.push_back(command);
        }
        if (known.isEmpty())
            break;
        if (next.empty()) {
            known.removeDuplicates();
            return unknownWord((found.path + QStringList{plain.first()}).join(u' '), [&] {
                for (QString &word : known)
                    word = (found.path + QStringList{word}).join(u' ');
                return known;
            }());
        }
        found.path << plain.takeFirst();
        fitting = std::move(next);
        if (fitting.size() == 1 && words(fitting.front()->path) == found.path) {
            found.command = fitting.front();
            break;
        }
    }
    return Done{};
}

const Option *findOption(const std::vector<Option> &options, const QString &name)
{
    const auto found = std::find_if(options.begin(), options.end(),
        [&](const Option &option) { return name == QLatin1StringView(option.name); });
    return found == options.end() ? nullptr : &*found;
}

// An option as it was typed, before the command is known.
struct Typed
{
    QString name;
    std::optional<QString> value;
};

// A word after an option belongs to it if any command has such an option with a value; a command
// whose option of that name is a switch would be a mistake of ours, and a test forbids it.
bool takesValue(const Commands &commands, const QString &name)
{
    if (const Option *option = findOption(globalOptions(), name))
        return option->value != nullptr;
    return std::any_of(commands.begin(), commands.end(), [&](const Command &command) {
        const Option *option = findOption(command.options, name);
        return option && option->value;
    });
}

void split(const Commands &commands, const QStringList &arguments, QStringList &plain,
    std::vector<Typed> &typed)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &word = arguments[i];
        if (word == "--"_L1) {
            plain += arguments.mid(i + 1);
            return;
        }
        if (word == "-h"_L1) {
            typed.push_back({u"help"_s, {}});
        } else if (word.startsWith("--"_L1)) {
            const qsizetype equals = word.indexOf(u'=');
            const QString name = word.mid(2, equals < 0 ? -1 : equals - 2);
            if (equals >= 0)
                typed.push_back({name, word.mid(equals + 1)});
            else if (takesValue(commands, name) && i + 1 < arguments.size())
                typed.push_back({name, arguments[++i]});
            else
                typed.push_back({name, {}});
        } else {
            plain << word;
        }
    }
}

Error unknownOption(const Typed &typed, const Invocation &found)
{
    QStringList known;
    for (const Option &option : globalOptions())
        known << QLatin1StringView(option.name);
    if (found.command)
        for (const Option &option : found.command->options)
            known << QLatin1StringView(option.name);
    const QString near = nearest(typed.name, known);
    const QString where = found.path.isEmpty() ? u"gatehousectl"_s : found.path.join(u' ');
    if (near.isEmpty())
        return invalid(
            Words::tr("%1 has no option --%2; --help lists its options.").arg(where, typed.name));
    return invalid(
        Words::tr("%1 has no option --%2; did you mean --%3?").arg(where, typed.name, near));
}

Result<> takeOption(const Typed &typed, Invocation &found)
{
    const Option *option = findOption(globalOptions(), typed.name);
    if (!option && found.command)
        option = findOption(found.command->options, typed.name);
    if (!option)
        return unknownOption(typed, found);
    if (option->value && !typed.value)
        return invalid(Words::tr("The option --%1 needs a value: --%1 %2.")
                           .arg(typed.name, QLatin1StringView(option->value)));
    if (!option->value && typed.value)
        return invalid(Words::tr("The option --%1 takes no value.").arg(typed.name));
    QStringList &values = found.values[typed.name];
    if (!option->repeated && option->value && !values.isEmpty())
        return invalid(Words::tr("The option --%1 was given twice.").arg(typed.name));
    QStringList choices;
    for (const char *choice : option->choices)
        choices << QLatin1StringView(choice);
    if (typed.value && !choices.isEmpty() && !choices.contains(*typed.value))
        return invalid(Words::tr("The option --%1 takes one of %2, not \"%3\".")
                           .arg(typed.name, choices.join(", "_L1), *typed.value));
    values << typed.value.value_or(QString());
    return Done{};
}

// What a complete command line must have besides.
Result<> checkWhole(const Invocation &found)
{
    const Command &command = *found.command;
    for (const Option &option : command.options)
        if (option.required && !found.has(option.name))
            return invalid(Words::tr("%1 needs --%2 %3.")
                               .arg(found.path.join(u' '), QLatin1StringView(option.name),
                                   QLatin1StringView(option.value ? option.value : "")));
    qsizetype least = 0;
    bool unbounded = false;
    for (const commands::Operand &operand : command.operands) {
        least += operand.required ? 1 : 0;
        unbounded = unbounded || operand.repeated;
    }
    if (found.operands.size() < least)
        return invalid(
            Words::tr("%1 needs %2.")
                .arg(found.path.join(u' '),
                    QLatin1StringView(command.operands[size_t(found.operands.size())].name)));
    const auto most = qsizetype(command.operands.size());
    if (!unbounded && found.operands.size() > most)
        return invalid(Words::tr("%1 does not know what to do with \"%2\".")
                           .arg(found.path.join(u' '), found.operands[most]));
    return Done{};
}

} // namespace

const std::vector<Option> &globalOptions()
{
    static const std::vector<Option> options{
        {"json", nullptr, QT_TRANSLATE_NOOP("Command", "Print one JSON document instead of text")},
        {"profile", "NAME", QT_TRANSLATE_NOOP("Command", "Use the saved connection of this name")},
        {"url", "URL",
            QT_TRANSLATE_NOOP("Command",
                "Use this database; without it $GATEHOUSE_URL is used. Leave the password out: it "
                "is "
                "taken from PGPASSWORD or the pass file, or asked for")},
        {"yes", nullptr, QT_TRANSLATE_NOOP("Command", "Do not ask before changes")},
        {"help", nullptr, QT_TRANSLATE_NOOP("Command", "Show this help")},
        {"version", nullptr, QT_TRANSLATE_NOOP("Command", "Show the version")},
    };
    return options;
}

QString Invocation::value(const char *option) const
{
    const auto found = values.find(QLatin1StringView(option));
    return found == values.end() || found->second.isEmpty() ? QString() : found->second.last();
}

Result<Invocation> parse(const Commands &commands, const QStringList &arguments)
{
    Invocation found;
    std::vector<Typed> typed;
    QStringList plain;
    split(commands, arguments, plain, typed);
    if (auto taken = takeCommand(commands, plain, found); !taken)
        return taken.error();
    found.operands = plain;
    for (const Typed &option : typed)
        if (auto taken = takeOption(option, found); !taken)
            return taken.error();
    if (found.has("help") || found.has("version"))
        return found;
    if (!found.command && found.path.isEmpty())
        return invalid(Words::tr("No command was given; --help lists the commands."));
    if (!found.command)
        return invalid(
            Words::tr("%1 needs one word more; %1 --help lists them.").arg(found.path.join(u' ')));
    if (auto whole = checkWhole(found); !whole)
        return whole.error();
    return found;
}

} // namespace gatehouse::cli
