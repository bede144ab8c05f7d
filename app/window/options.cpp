#include "app/window/options.h"
#include "app/window/words.h"

namespace gatehouse::app {

namespace {

struct Option
{
    const char *name;
    const char *value; // source text; null: a switch
    const char *help;  // source text
    QString WindowOptions::*text;
};

const Option kOptions[] = {
    {"--sandbox", nullptr,
        QT_TRANSLATE_NOOP(
            "gatehouse::app::Words", "open a private PostgreSQL with five sample databases"),
        nullptr},
    {"--url", QT_TRANSLATE_NOOP("gatehouse::app::Words", "URL"),
        QT_TRANSLATE_NOOP("gatehouse::app::Words",
            "connect to this database (postgres://..., jdbc:..., libpq keywords)"),
        &WindowOptions::url},
    {"--profile", QT_TRANSLATE_NOOP("gatehouse::app::Words", "NAME"),
        QT_TRANSLATE_NOOP("gatehouse::app::Words", "open the saved connection of this name"),
        &WindowOptions::profile},
    {"--tour", QT_TRANSLATE_NOOP("gatehouse::app::Words", "DIR"),
        QT_TRANSLATE_NOOP(
            "gatehouse::app::Words", "save a picture of every page and dialog in DIR and quit"),
        &WindowOptions::tourDir},
    {"--version", nullptr, QT_TRANSLATE_NOOP("gatehouse::app::Words", "print the version"),
        nullptr},
    {"--help", nullptr, QT_TRANSLATE_NOOP("gatehouse::app::Words", "print this help"), nullptr},
};

// --name=value and --name value both.
Result<QString> valueOf(
    const Option &option, const QString &attached, bool isAttached, QStringList &rest)
{
    const QString value = isAttached ? attached : rest.isEmpty() ? QString() : rest.takeFirst();
    if (value.isEmpty())
        return invalid(Words::tr("%1 needs a value: %1 %2.")
                           .arg(QLatin1StringView(option.name), Words::tr(option.value)));
    return value;
}

} // namespace

Result<WindowOptions> parseWindowOptions(const QStringList &arguments)
{
    WindowOptions options;
    QStringList rest = arguments;
    while (!rest.isEmpty()) {
        const QString argument = rest.takeFirst();
        if (argument == "-h"_L1 || argument == "--help"_L1) {
            options.wish = WindowOptions::Wish::Help;
            return options;
        }
        if (argument == "-v"_L1 || argument == "--version"_L1) {
            options.wish = WindowOptions::Wish::Version;
            return options;
        }
        const QString name = argument.section(u'=', 0, 0);
        const auto option = std::find_if(std::begin(kOptions), std::end(kOptions),
            [&](const Option &one) { return name == QLatin1StringView(one.name); });
        if (option == std::end(kOptions))
            return invalid(
                Words::tr("%1 is not understood; gatehouse --help lists what is.").arg(argument));
        if (!option->text) {
            options.sandbox = true;
            continue;
        }
        auto value = valueOf(*option, argument.section(u'=', 1), argument.contains(u'='), rest);
        if (!value)
            return value.error();
        options.*(option->text) = value.value();
    }
    if (int(options.sandbox) + int(!options.url.isEmpty()) + int(!options.profile.isEmpty())
            + int(!options.tourDir.isEmpty())
        > 1)
        return invalid(
            Words::tr("Give one of --sandbox, --url, --profile and --tour, not several."));
    return options;
}

QString windowHelp()
{
    QString help =
        Words::tr("Usage: gatehouse [OPTION]\nAdminister AI-API back ends on PostgreSQL.")
        + u"\n\n"_s;
    for (const Option &option : kOptions) {
        const QString left = QLatin1StringView(option.name)
            + (option.value ? u' ' + Words::tr(option.value) : QString());
        help += u"  "_s + left.leftJustified(18) + Words::tr(option.help) + u'\n';
    }
    return help + u'\n'
        + Words::tr("A password in --url is visible to other users of this machine; leave it out "
                    "and be asked.")
        + u'\n';
}

} // namespace gatehouse::app
