#include "app/cli/backstage.h"
#include "app/cli/parser.h"
#include "app/cli/terminal.h"
#include "app/commands/words.h"
#include "base/settings.h"
#include "db/profile.h"

namespace gatehouse::commands {
namespace {

Result<db::Profile> profileOf(const QString &name)
{
    const auto all = db::ProfileStore(configDir() + "/profiles.json"_L1).load();
    if (!all)
        return all.error();
    std::vector<db::Profile> named;
    for (const db::Profile &profile : all.value())
        if (profile.name == name)
            named.push_back(profile);
    if (named.empty())
        return invalid(Words::tr("There is no saved connection named \"%1\".").arg(name));
    if (named.size() > 1)
        return invalid(
            Words::tr("Several saved connections are named \"%1\"; give --url instead.").arg(name));
    return named.front();
}

} // namespace

Result<Context::Target> Context::profileTarget()
{
    const auto named = profileOf(text("profile"));
    if (!named)
        return named.error();
    const db::Profile &profile = named.value();
    m_backstage = std::make_unique<cli::Backstage>();
    Target target;
    target.role = profile.role;
    const auto info = m_backstage->reach(profile, m_token);
    if (!info)
        return info.error();
    target.info = info.value();
    if (profile.secretStore.isEmpty() || qEnvironmentVariableIsSet("PGPASSWORD"))
        return target;
    const auto kept = m_backstage->password(profile, m_token);
    if (kept)
        target.password = kept.value();
    else if (kept.error().kind == Error::Kind::Cancelled)
        return kept.error();
    else
        warn(kept.error().text);
    return target;
}

Result<Context::Target> Context::target()
{
    if (has("url") && has("profile"))
        return invalid(Words::tr("Give --url or --profile, not both."));
    if (has("profile"))
        return profileTarget();
    const QString url = text("url", qEnvironmentVariable("GATEHOUSE_URL"));
    if (url.isEmpty())
        return invalid(Words::tr("No database was named: give --url URL or --profile NAME, or set "
                                 "GATEHOUSE_URL."));
    auto parsed = db::parseConnection(url);
    if (!parsed)
        return parsed.error();
    db::ParsedConnection connection = std::move(parsed).value();
    for (const QString &explanation : connection.explanations)
        warn(explanation);
    Target target{connection.info, nullptr, {}};
    if (connection.password.isEmpty())
        return target;
    if (has("url"))
        warn(Words::tr(
            "Other users of this machine can read the password in --url while this runs; leave it "
            "out and set PGPASSWORD, or use the pass file."));
    target.password = std::make_shared<const Secret>(std::move(connection.password));
    return target;
}

Result<trail::SharedKey> Context::signingKey(trail::WhenMissing missing)
{
    if (!m_backstage)
        m_backstage = std::make_unique<cli::Backstage>();
    return m_backstage->signingKey(missing, m_token);
}

Result<backup::KeptKey> Context::recoveryKey(db::WhenMissing missing)
{
    if (!m_backstage)
        m_backstage = std::make_unique<cli::Backstage>();
    return m_backstage->recoveryKey(missing, m_token);
}

Result<std::shared_ptr<const Secret>> Context::askPassword(const QString &question)
{
    if (!m_terminal.canAsk())
        return std::shared_ptr<const Secret>();
    auto typed = m_terminal.askSecret(question, m_token);
    if (!typed)
        return cancelled();
    return std::make_shared<const Secret>(std::move(*typed));
}

Result<std::unique_ptr<db::Session>> Context::open(bool readOnly)
{
    auto found = target();
    if (!found)
        return found.error();
    Target target = std::move(found).value();
    if (!target.password && qEnvironmentVariableIsSet("PGPASSWORD"))
        target.password = std::make_shared<const Secret>(qgetenv("PGPASSWORD"));
    for (;;) {
        const db::SessionOptions options{
            target.info, target.password, db::SessionKind::Job, readOnly, target.role};
        auto session = std::make_unique<db::Session>(options);
        const Result<> opened = run(*session, [](db::Sql &) -> Result<> { return Done{}; });
        if (opened)
            return session;
        // libpq has looked into the pass file already.
        if (opened.error().sqlState != "28P01"_L1 || target.password || !m_terminal.canAsk())
            return opened.error();
        auto typed =
            m_terminal.askSecret(Words::tr("Password for %1:").arg(target.info.label()), m_token);
        if (!typed)
            return cancelled();
        target.password = std::make_shared<const Secret>(std::move(*typed));
    }
}

} // namespace gatehouse::commands
