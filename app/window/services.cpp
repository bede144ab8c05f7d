#include "app/window/services.h"

#include "app/window/words.h"
#include "base/settings.h"
#include "sandbox/sandbox.h"

#include <QUuid>

namespace gatehouse::app {

namespace {

db::Profile profileOf(const sandbox::Database &database)
{
    db::Profile profile;
    profile.id =
        "sandbox-"_L1 + database.systemId; // stable: remembered choices and session restore
    profile.name = database.title;
    profile.group = Words::tr("Sandbox");
    profile.environment = db::Environment::Development;
    profile.info = database.info;
    profile.keepPassword = false;
    return profile;
}

Result<Target> fromUrl(const QString &url)
{
    auto parsed = db::parseConnection(url);
    if (!parsed)
        return parsed.error();
    auto given = std::move(parsed).value();
    db::Profile profile;
    profile.info = given.info;
    profile.name = given.info.database.isEmpty() ? given.info.label() : given.info.database;
    Target target{profile, nullptr};
    if (!given.password.isEmpty())
        target.password = std::make_shared<const Secret>(std::move(given.password));
    return target;
}

} // namespace

Result<Target> targetOf(const WindowOptions &options, const db::Connections &connections)
{
    if (!options.url.isEmpty())
        return fromUrl(options.url);
    if (options.profile.isEmpty())
        return Target{};
    const auto &known = connections.profiles();
    const auto found = std::find_if(known.begin(), known.end(),
        [&](const db::Profile &one) { return one.name == options.profile; });
    if (found == known.end())
        return invalid(Words::tr("There is no saved connection named \"%1\". Open Gatehouse "
                                 "without --profile to see them.")
                           .arg(options.profile));
    return Target{*found, nullptr};
}

std::unique_ptr<db::Connections> openConnections()
{
    return std::make_unique<db::Connections>(
        configDir() + "/profiles.json"_L1, std::make_unique<db::KeychainStore>());
}

// One step; the sandbox reports its own phases.
Recipe sandboxRecipe(std::shared_ptr<std::vector<db::Profile>> ready)
{
    return {Words::tr("Open the sandbox"),
        {{Words::tr("Start a private PostgreSQL with five sample databases"),
            [ready](const StepContext &context) -> Result<> {
                auto state = sandbox::up({}, context.report, context.token);
                if (!state)
                    return state.error();
                ready->clear();
                for (const sandbox::Database &database : state.value().databases)
                    ready->push_back(profileOf(database));
                return Done{};
            }}}};
}

} // namespace gatehouse::app
