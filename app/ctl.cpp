#include "app/cli/generate.h"
#include "app/cli/signals.h"
#include "app/cli/terminal.h"
#include "app/commands/words.h"
#include "base/language.h"
#include "base/log.h"
#include "db/conninfo.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace gatehouse;

namespace {

// --generate WHAT makes the man page and the completions when the program is packaged.
int generate(const cli::Commands &commands, const QString &what, cli::Terminal &terminal)
{
    const auto made = cli::generate(commands, what);
    if (!made) {
        terminal.err(made.error().text);
        return int(commands::Exit::WrongUsage);
    }
    terminal.write(made.value().toUtf8());
    return 0;
}

int run(const cli::Commands &commands, const QStringList &arguments, const CancelToken &token,
    cli::Terminal &terminal)
{
    if (arguments.size() == 2 && arguments.first() == "--generate"_L1)
        return generate(commands, arguments.last(), terminal);
    const auto parsed = cli::parse(commands, arguments);
    if (!parsed) {
        cli::Invocation nothing;
        if (arguments.contains("--json"_L1))
            nothing.values[u"json"_s] = {QString()};
        return int(commands::Context(nothing, terminal, token).wrongUsage(parsed.error().text));
    }
    const cli::Invocation &invocation = parsed.value();
    if (invocation.has("version")) {
        terminal.out("gatehousectl "_L1 + QLatin1StringView(GATEHOUSE_VERSION));
        return 0;
    }
    if (invocation.has("help")) {
        terminal.write(cli::help(commands, invocation.path).toUtf8());
        return 0;
    }
    installLog(false); // standard error is for sentences of ours
    commands::Context context(invocation, terminal, token);
    return int(invocation.command->run(context));
}

// A full disk is said; a reader that has seen enough ("| head") is not.
int unlessOutputIsLost(int exit, cli::Terminal &terminal)
{
    const int trouble = terminal.outputError();
    if (trouble == 0)
        return exit;
    if (trouble == ENOSPC || trouble == EDQUOT)
        terminal.err(commands::Words::tr(
            "The disk is full, so the output is not complete. Free some space and run it again."));
    else if (trouble != EPIPE)
        terminal.err(commands::Words::tr("The output could not be written completely: %1.")
                         .arg(QString::fromLocal8Bit(std::strerror(trouble))));
    const bool wasFine =
        exit == int(commands::Exit::Done) || exit == int(commands::Exit::Differences);
    return wasFine ? int(commands::Exit::Failed) : exit;
}

} // namespace

int main(int argc, char **argv)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, 1 << 20); // large cells go back to the system at once
#endif
    db::forgetPgVariables();
    const CancelToken token = cli::cancelBySignals();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"gatehouse"_s);
    QCoreApplication::setApplicationVersion(QLatin1StringView(GATEHOUSE_VERSION));
    loadLanguage(app, QLocale::system());
    cli::Terminal terminal;
    const cli::Commands all = commands::allCommands();
    const int exit = run(all, QCoreApplication::arguments().mid(1), token, terminal);
    return unlessOutputIsLost(exit, terminal);
}
