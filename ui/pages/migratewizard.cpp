#include "ui/pages/migratewizard.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migratecopy.h"
#include "ui/pages/migratedry.h"
#include "ui/pages/migratefinish.h"
#include "ui/pages/migratemapping.h"
#include "ui/pages/migratepreflight.h"
#include "ui/pages/migratesource.h"
#include "ui/pages/migratesteplist.h"
#include "ui/pages/migratetarget.h"
#include "ui/pages/migrateverify.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int kListWidth = 168;

} // namespace

template <typename T, typename... Rest>
T *MigrateWizard::add(Rest &...rest)
{
    auto *step = new T(m_workspace, m_draft, rest..., m_stack);
    m_steps.push_back(step);
    m_stack->addWidget(step);
    connect(step, &MigrateStep::changed, this, &MigrateWizard::showSteps);
    connect(step, &MigrateStep::finished, this, [this, step] {
        if (step == &now())
            next();
    });
    connect(step, &MigrateStep::failed, this,
        [this](const QString &text) { m_banner->showMessage(items::Severity::Bad, text); });
    connect(step, &MigrateStep::told, this,
        [this](const QString &text) { m_banner->showMessage(items::Severity::Info, text); });
    return step;
}

MigrateWizard::MigrateWizard(Workspace &workspace, MigrateActs &acts, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_acts(acts)
{
    m_banner = new Banner(this);
    m_banner->setObjectName(u"migrateBanner"_s);
    auto *steps = new Card(this);
    m_list = new MigrateStepList(steps);
    steps->setFixedWidth(kListWidth);
    steps->content()->addWidget(m_list);
    auto *content = new Card(this);
    m_stack = new QStackedWidget(content);
    m_source = add<MigrateSource>();
    add<MigratePreflight>();
    add<MigrateMapping>();
    add<MigrateTarget>();
    add<MigrateDry>(acts);
    add<MigrateCopy>(acts);
    add<MigrateVerify>(acts);
    add<MigrateFinish>(acts);
    m_back = makeButton(tr("Bac&k"), ButtonKind::Plain, content, u"migrateStepBack"_s);
    m_verb = makeButton({}, ButtonKind::Primary, content, u"migrateNext"_s);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::kSmall + 2);
    foot->addStretch(1);
    foot->addWidget(m_back);
    foot->addWidget(m_verb);
    content->content()->addWidget(m_stack, 1);
    content->content()->addLayout(foot);
    auto *right = new QVBoxLayout;
    right->setSpacing(space::kSmall);
    right->addWidget(m_banner);
    right->addWidget(content, 1);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kMedium);
    line->addWidget(steps);
    line->addLayout(right, 1);
    connect(m_back, &QPushButton::clicked, this, [this] { goTo(m_step - 1); });
    connect(m_verb, &QPushButton::clicked, this, &MigrateWizard::press);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0 && row != m_step)
            goTo(row);
    });
    connect(m_source, &MigrateSource::inspected, this, &MigrateWizard::inspected);
    connect(&acts, &MigrateActs::began, this, &MigrateWizard::actBegan);
    connect(&acts, &MigrateActs::ended, this, &MigrateWizard::actEnded);
    connect(&acts, &MigrateActs::reported, this, [this](const QString &path, const Result<> &done) {
        m_banner->showMessage(done ? items::Severity::Good : items::Severity::Bad,
            done ? tr("The report was saved as %1.").arg(safeText(path)) : done.error().text);
    });
    begin();
}

void MigrateWizard::forget()
{
    cancel();
    m_draft.survey.reset();
    m_draft.plan = {};
    m_draft.leftOut.clear();
    m_draft.dryPlan.reset();
    m_draft.run.reset();
    m_draft.outcome.reset();
    m_taken = {};
    m_step = m_reached = 0;
    m_banner->clear();
    for (MigrateStep *step : m_steps)
        step->reset();
}

void MigrateWizard::begin()
{
    m_draft.source.clear();
    forget();
    m_source->setSource({});
    goTo(Source);
}

void MigrateWizard::inspect(const QString &source)
{
    const QJsonObject taken = m_taken;
    forget();
    m_taken = taken;
    goTo(Source);
    m_source->inspect(source);
}

void MigrateWizard::inspected()
{
    const QJsonObject taken = std::exchange(m_taken, {});
    const auto earlier = migration::parsePlan(taken[u"plan"_s].toString().toUtf8());
    if (earlier && earlier.value().source == m_draft.plan.source) {
        m_draft.plan = earlier.value();
        for (const QJsonValue &left : taken[u"leftOut"_s].toArray())
            m_draft.leftOut.insert(size_t(left.toInt()));
    }
    for (MigrateStep *step : m_steps)
        step->reset();
    m_reached = std::clamp(taken[u"step"_s].toInt(), int(Preflight), int(Target));
    goTo(m_reached);
    if (const QStringList &left = m_draft.survey->inspection.notMoved; !left.isEmpty())
        m_banner->showMessage(items::Severity::Info, left.mid(0, 4).join(u' '));
}

void MigrateWizard::openRun(const migration::Run &run)
{
    if (!isIdle() || (m_draft.run && m_draft.run->id == run.id)) {
        goTo(m_step);
        return;
    }
    forget();
    m_draft.source = run.plan.source.uri;
    m_draft.plan = run.plan;
    m_draft.run = run;
    m_source->setSource(run.plan.source.uri);
    for (MigrateStep *step : m_steps)
        step->reset();
    m_reached = run.state >= migration::RunState::Done ? Finish : Copy;
    goTo(run.state == migration::RunState::Done ? int(Verify) : m_reached);
}

int MigrateWizard::lastReached() const
{
    if (m_draft.run && m_draft.run->state >= migration::RunState::Done)
        return Finish;
    return m_reached;
}

int MigrateWizard::firstKnown() const
{
    return m_draft.run && !m_draft.survey ? int(Copy) : int(Source);
}

void MigrateWizard::goTo(int step)
{
    m_step = std::clamp(step, firstKnown(), std::max(firstKnown(), lastReached()));
    m_reached = std::max(m_reached, m_step);
    m_stack->setCurrentIndex(m_step);
    for (int i = Source; i < Copy; ++i)
        m_steps[size_t(i)]->setEnabled(!m_draft.isCopying());
    now().enter();
    showSteps();
}

void MigrateWizard::press()
{
    m_banner->clear();
    if (m_step == Mapping) {
        m_steps[Preflight]->enter(); // another type may ask another question
        if (const QString why = m_steps[Preflight]->whyNot(); !why.isEmpty()) {
            goTo(Preflight);
            m_banner->showMessage(items::Severity::Warn, why);
            return;
        }
    }
    if (now().go())
        next();
}

void MigrateWizard::next()
{
    if (m_step == Finish) {
        Q_EMIT left();
        return;
    }
    m_reached = std::max(m_reached, m_step + 1);
    goTo(m_step + 1);
}

void MigrateWizard::showSteps()
{
    std::vector<StepState> states;
    for (int i = 0; i < int(m_steps.size()); ++i) {
        const bool known = i <= lastReached() && i >= firstKnown();
        states.push_back({m_steps[size_t(i)]->title(), m_steps[size_t(i)]->isDone(), known});
    }
    m_list->show(states, m_step);
    m_back->setVisible(m_step > firstKnown());
    m_back->setEnabled(isIdle());
    m_verb->setText(now().verb());
    const QString why = now().whyNot();
    m_verb->setEnabled(why.isEmpty() && now().isIdle());
    m_verb->setToolTip(why.isEmpty() ? QString() : plainToolTip(why));
    Q_EMIT changed();
}

void MigrateWizard::actBegan()
{
    const migration::Act act = m_acts.act();
    m_mine = act == migration::Act::Start
        || (act != migration::Act::Delta && m_draft.run && m_draft.run->id == m_acts.run());
    if (!m_mine)
        return;
    m_banner->clear();
    if (act == migration::Act::Start) {
        m_draft.run.reset(); // of one that was rolled back
        m_draft.outcome.reset();
    }
    showSteps();
}

void MigrateWizard::actEnded(const Result<> &result)
{
    const qint64 run = m_acts.run();
    if (!std::exchange(m_mine, false))
        return;
    const auto [severity, text] = actVerdict(result, m_acts.outcome().get());
    if (!result || m_acts.outcome()->proofs.empty()) // a proof is shown as such
        m_banner->showMessage(severity, text);
    if (run == 0) {
        showSteps();
        return;
    }
    m_asking = true;
    deliver(m_workspace.link().interactive().run(
                [run](db::Sql &sql) { return migration::oneRun(sql, run); }),
        this, [this, good = bool(result)](const Result<migration::Run> &found) {
            m_asking = false;
            if (found)
                takeRun(found.value(), good);
            else
                m_banner->showMessage(items::Severity::Bad, found.error().text);
        });
}

void MigrateWizard::takeRun(const migration::Run &run, bool good)
{
    m_draft.run = run;
    const bool proven = good && m_acts.outcome() && !m_acts.outcome()->proofs.empty();
    if (proven)
        m_draft.outcome = m_acts.outcome();
    else if (good && m_acts.act() == migration::Act::Apply)
        m_draft.outcome.reset(); // the proof is of what was there before
    for (int i = Copy; i <= Finish; ++i)
        m_steps[size_t(i)]->reset();
    if (proven && m_step == Copy)
        next();
    else
        goTo(m_step);
}

bool MigrateWizard::isUnderWay() const
{
    return m_draft.survey || m_draft.run || !m_taken.isEmpty();
}

bool MigrateWizard::isIdle() const
{
    return !m_asking && std::all_of(
        m_steps.begin(), m_steps.end(), [](const MigrateStep *step) { return step->isIdle(); });
}

void MigrateWizard::cancel()
{
    for (MigrateStep *step : m_steps)
        step->cancel();
}

QString MigrateWizard::title() const
{
    const QString name = m_draft.source.contains(u"://"_s)
        ? QUrl(m_draft.source).path().mid(1)
        : QFileInfo(QDir::cleanPath(m_draft.source)).fileName();
    if (name.isEmpty())
        return tr("New migration");
    const QString target = m_workspace.profile().info.database;
    return m_draft.run
        ? tr("Migration %1: %2 → %3").arg(m_draft.run->id).arg(safeText(name), safeText(target))
        : tr("New migration: %1 → %2").arg(safeText(name), safeText(target));
}

QString MigrateWizard::whyNotSaved() const
{
    if (!m_draft.survey && !m_draft.run)
        return tr("Choose a source and let it be inspected first.");
    for (int step = Preflight; step <= Target && !m_draft.run; ++step)
        if (const QString why = m_steps[size_t(step)]->whyNot(); !why.isEmpty() && step != Target)
            return why;
    return migration::missing(m_draft.whole()).value(0);
}

QJsonObject MigrateWizard::state() const
{
    if (!m_taken.isEmpty())
        return m_taken;
    if (m_draft.source.isEmpty() || m_draft.source.contains(u"://"_s)) // it may hold a password
        return {};
    QJsonObject state{{u"source"_s, m_draft.source}, {u"step"_s, m_step}};
    QJsonArray left;
    for (const size_t table : m_draft.leftOut)
        left.append(qint64(table));
    if (m_draft.survey)
        state.insert(u"plan"_s, QString::fromUtf8(printPlan(m_draft.plan)));
    state.insert(u"leftOut"_s, left);
    if (m_draft.run)
        state.insert(u"run"_s, m_draft.run->id);
    return state;
}

void MigrateWizard::restore(const QJsonObject &state)
{
    const QString source = state[u"source"_s].toString();
    if (source.isEmpty())
        return;
    m_draft.source = source;
    m_source->setSource(source);
    if (state.contains(u"plan"_s) || state.contains(u"run"_s))
        m_taken = state;
    showSteps();
}

void MigrateWizard::takeUp()
{
    const qint64 run = m_taken.value(u"run"_s).toInteger();
    if (run == 0 && m_taken.contains(u"plan"_s))
        inspect(m_taken.value(u"source"_s).toString());
    if (run == 0)
        return;
    deliver(m_workspace.link().interactive().run(
                [run](db::Sql &sql) { return migration::oneRun(sql, run); }),
        this, [this](const Result<migration::Run> &found) {
            if (found)
                openRun(found.value());
            else
                m_banner->showMessage(items::Severity::Bad, found.error().text);
        });
}

} // namespace gatehouse::ui
