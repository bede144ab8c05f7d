#include "ui/pages/migratesource.h"

#include "base/safetext.h"
#include "migration/sourcesecret.h"
#include "migration/words.h"
#include "ui/pages/migrateoptions.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/workspace.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

QString recognisedAs(const migration::Survey &survey)
{
    QString kind = survey.kind;
    for (const migration::SourceKind &one : migration::sourceKinds())
        if (survey.kind == QLatin1StringView(one.id))
            kind = migration::Words::tr(one.title);
    return survey.recipe.isEmpty()
        ? MigrateSource::tr("%1. No known back end left it: the tables are made as they are there.")
              .arg(kind)
        : MigrateSource::tr("%1. Recognised: %2, of the system %3.")
              .arg(kind, survey.recipe, survey.plan.target.system);
}

QString readOf(const migration::Survey &survey)
{
    qint64 rows = 0;
    for (const migration::TableFacts &table : survey.inspection.tables)
        rows += table.rows + table.unreadable;
    return MigrateSource::tr("Every row of %n table(s) was read: %1 rows.", nullptr,
        int(survey.inspection.tables.size()))
        .arg(QLocale().toString(rows));
}

MigrateSource::MigrateSource(Workspace &workspace, MigrateDraft &draft, QWidget *parent)
    : MigrateStep(workspace, draft, parent)
{
    build();
    connect(&workspace.jobs(), &JobCentre::changed, this, [this](qint64 id) {
        if (id == m_job)
            follow();
    });
}

void MigrateSource::build()
{
    auto *title = new PlainLabel(tr("What is moved"), this);
    title->setFont(headingFont());
    QStringList kinds;
    for (const migration::SourceKind &kind : migration::sourceKinds())
        kinds << migration::Words::tr(kind.title);
    auto *about = new PlainLabel(
        tr("A source is only read, never changed. It can be: %1.").arg(kinds.join(u", "_s)), this);
    about->setTone(PlainLabel::Tone::Muted);
    about->setWordWrap(true);
    m_path = new QLineEdit(this);
    m_path->setObjectName(u"migrateSource"_s);
    m_path->setAccessibleName(tr("Source"));
    m_path->setPlaceholderText(tr("A file, a folder or mongodb://user@host/database"));
    auto *file = makeButton(tr("Choose a &file…"), ButtonKind::Plain, this, u"migrateFile"_s);
    auto *folder = makeButton(tr("Choose a f&older…"), ButtonKind::Plain, this, u"migrateFolder"_s);
    auto *line = new QHBoxLayout;
    line->setSpacing(space::kSmall);
    line->addWidget(m_path, 1);
    line->addWidget(file);
    line->addWidget(folder);
    m_options = new MigrateOptions(this);
    m_progress = new ProgressRow(tr("Looking at every value"), this);
    m_progress->setCancellable(true);
    m_progress->hide();
    m_known = new PlainLabel(this);
    m_known->setObjectName(u"migrateKnown"_s);
    m_known->setWordWrap(true);
    m_known->setFont(headingFont());
    m_summary = new PlainLabel(this);
    m_summary->setObjectName(u"migrateSummary"_s);
    m_summary->setWordWrap(true);
    m_again = makeButton(tr("&Inspect again"), ButtonKind::Plain, this, u"migrateInspect"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(title);
    column->addWidget(about);
    column->addLayout(line);
    column->addWidget(m_options);
    column->addWidget(m_progress);
    column->addWidget(m_known);
    column->addWidget(m_summary);
    column->addWidget(m_again, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_path, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_options->setAddress(text.trimmed());
        showKnown();
    });
    connect(m_options, &MigrateOptions::changed, this, &MigrateSource::showKnown);
    connect(m_path, &QLineEdit::returnPressed, this, [this] {
        if (whyNot().isEmpty() && isIdle() && go())
            Q_EMIT finished();
    });
    connect(m_again, &QPushButton::clicked, this, [this] { inspect(m_path->text().trimmed()); });
    connect(m_progress, &ProgressRow::cancelRequested, this, &MigrateSource::cancel);
    connect(file, &QPushButton::clicked, this, [this] { askSource(false); });
    connect(folder, &QPushButton::clicked, this, [this] { askSource(true); });
}

void MigrateSource::setSource(const QString &source) { m_path->setText(source); }

void MigrateSource::enter()
{
    if (isVisible())
        m_path->setFocus();
}

void MigrateSource::askSource(bool folder)
{
    auto *chooser = new QFileDialog(this, tr("Source"), m_path->text());
    chooser->setObjectName(u"migrateChooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    chooser->setFilter(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(chooser, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    chooser->open();
}

bool MigrateSource::isInspected() const
{
    return m_draft.survey && m_draft.source == m_path->text().trimmed()
        && m_kind == m_options->kind() && m_values == m_options->values();
}

QString MigrateSource::verb() const { return isInspected() ? tr("Preflight") : tr("Inspect"); }

QString MigrateSource::whyNot() const
{
    return m_path->text().trimmed().isEmpty() ? tr("Choose a source first.") : QString();
}

bool MigrateSource::go()
{
    if (!isInspected())
        inspect(m_path->text().trimmed());
    return isIdle();
}

void MigrateSource::inspect(const QString &given)
{
    if (m_job != 0)
        return;
    const migration::SourceAddress address = migration::splitAddress(given);
    migration::keepSourcePassword(address.uri, address.password);
    const QString path = address.uri; // a password does not stay on the screen
    m_path->setText(path);
    m_options->keepSecrets(path);
    m_kind = m_options->kind();
    m_values = m_options->values();
    m_progress->setProgress({});
    m_progress->show();
    m_next = std::make_shared<migration::Survey>();
    const systems::Match *match = m_workspace.match();
    const QString schema = match ? match->schema : u"public"_s;
    Recipe recipe{tr("Inspect %1").arg(safeText(QFileInfo(path).fileName())),
        {{tr("Look at every value"),
            [path, schema, into = m_next, kind = m_kind, options = m_values](
                const StepContext &context) -> Result<> {
                auto found = migration::survey(
                    {path, kind, options, schema, context.token, context.report});
                if (!found)
                    return found.error();
                *into = std::move(found).value();
                return Done{};
            }}}};
    m_job = m_workspace.jobs().start(
        std::move(recipe), [self = QPointer<MigrateSource>(this)](const Result<> &result) {
            if (self)
                self->ended(result);
        });
    Q_EMIT changed();
}

void MigrateSource::cancel()
{
    if (m_job != 0)
        m_workspace.jobs().cancel(m_job);
}

void MigrateSource::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void MigrateSource::ended(const Result<> &result)
{
    m_job = 0;
    m_progress->hide();
    if (!result) {
        Q_EMIT changed();
        if (result.error().kind == Error::Kind::Cancelled)
            Q_EMIT told(tr("Stopped. Nothing was changed."));
        else
            Q_EMIT failed(result.error().text);
        return;
    }
    m_draft.source = m_path->text();
    m_draft.survey = std::move(m_next);
    m_draft.plan = m_draft.survey->plan;
    m_draft.leftOut.clear();
    m_draft.dryPlan.reset();
    m_draft.run.reset();
    m_draft.outcome.reset();
    Q_EMIT inspected();
}

void MigrateSource::showKnown()
{
    const bool known = isInspected();
    for (QWidget *one : std::initializer_list<QWidget *>{m_known, m_summary, m_again})
        one->setVisible(known);
    if (known) {
        m_known->setText(recognisedAs(*m_draft.survey));
        m_summary->setText(readOf(*m_draft.survey));
    }
    Q_EMIT changed();
}

} // namespace gatehouse::ui
