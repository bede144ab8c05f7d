#include "ui/workspace.h"

#include "base/deliver.h"

#include <QMetaObject>

namespace gatehouse::ui {

namespace {

QString matchKey(const db::Profile &profile) { return u"profiles/%1/system"_s.arg(profile.id); }

QString matchName(const systems::Match &match)
{
    return match.system->id + u'/' + match.shapeId + u'/' + match.schema;
}

systems::Recognition withWarning(systems::Recognition found, const QString &warning)
{
    found.warnings.prepend(warning);
    return found;
}

// Whether pages that were built for one may go on with the other.
bool isSame(const systems::Match &one, const systems::Match &other)
{
    return matchName(one) == matchName(other) && *one.system == *other.system;
}

} // namespace

Workspace::Workspace(db::Profile profile, std::shared_ptr<const Secret> password,
    SettingsFile &settings, JobCentre &jobs, QObject *parent)
    : QObject(parent),
      m_settings(settings),
      m_jobs(jobs),
      m_link(std::move(profile), std::move(password))
{
    connect(&m_link, &db::Link::stateChanged, this, &Workspace::followLink);
}

const systems::Match *Workspace::match() const
{
    if (!m_recognition || m_recognition->matches.empty())
        return nullptr;
    return &m_recognition->matches[size_t(m_match)];
}

void Workspace::chooseMatch(int index)
{
    if (!m_recognition || index == m_match || index < 0
        || size_t(index) >= m_recognition->matches.size())
        return;
    m_match = index;
    m_settings.setValue(matchKey(profile()), matchName(*match()));
    narrow();
    Q_EMIT matchChanged();
}

void Workspace::open()
{
    setStage(Stage::Connecting);
    m_link.open();
}

void Workspace::followLink()
{
    switch (m_link.state()) {
    case db::Link::State::Connected:
        if (!m_recognition)
            recognise();
        else if (std::exchange(m_wasLost, false))
            Q_EMIT reconnected();
        break;
    case db::Link::State::Lost:
        m_wasLost = m_recognition != nullptr;
        if (!m_recognition) // the first login failed: say why; the link goes on trying
            setStage(Stage::Failed, m_link.lastError());
        break;
    case db::Link::State::Connecting:
        if (!m_recognition)
            setStage(Stage::Connecting);
        break;
    case db::Link::State::Closed:
        break;
    }
}

void Workspace::recognise()
{
    if (std::exchange(m_asking, true))
        return;
    if (!m_recognition)
        setStage(Stage::Recognising);
    using Answer = Result<std::shared_ptr<const systems::Recognition>>;
    auto answer = m_link.interactive().run(
        [password = m_link.interactive().options().password](db::Sql &sql) -> Answer {
            const std::vector<systems::Description> known = systems::allDescriptions();
            auto found = systems::recognise(sql, known);
            if (!found)
                return found.error();
            if (const auto guide = password ? guideWithPassword(*password, known) : std::nullopt) {
                found = withWarning(std::move(found).value(),
                    tr("This connection uses the sample password of the guide of %1, which anybody "
                       "can read. Give the role a new one.")
                        .arg(*guide));
            }
            return std::make_shared<const systems::Recognition>(std::move(found).value());
        });
    deliver(answer, this, [this](const Answer &found) {
        m_asking = false;
        if (found)
            return take(found.value());
        if (!m_recognition)
            setStage(Stage::Failed, found.error());
        Q_EMIT recognitionFailed(found.error());
    });
}

void Workspace::take(std::shared_ptr<const systems::Recognition> recognition)
{
    const auto before = m_recognition; // match() points into it
    const systems::Match *old = match();
    m_match = rememberedMatch(*recognition);
    m_recognition = std::move(recognition);
    narrow();
    setStage(Stage::Ready);
    Q_EMIT recognised();
    if (before && (!old != !match() || (old && !isSame(*old, *match()))))
        Q_EMIT matchChanged();
}

int Workspace::rememberedMatch(const systems::Recognition &recognition) const
{
    const QString wanted = m_settings.value(matchKey(profile())).toString();
    const auto found = std::find_if(recognition.matches.begin(), recognition.matches.end(),
        [&](const systems::Match &match) { return matchName(match) == wanted; });
    return found == recognition.matches.end() ? 0 : int(found - recognition.matches.begin());
}

void Workspace::narrow()
{
    auto chosen = std::make_shared<systems::Recognition>(*m_recognition);
    if (const systems::Match *one = match())
        chosen->matches = {*one};
    m_chosen = std::move(chosen);
}

void Workspace::setStage(Stage stage, const Error &error)
{
    m_stage = stage;
    m_error = error;
    Q_EMIT stageChanged();
}

} // namespace gatehouse::ui
