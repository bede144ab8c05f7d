#include "ui/start/stagelist.h"

#include "db/attempt.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using db::Stage;
using db::StageState;

namespace {

constexpr Stage kStages[] = {
    Stage::Name, Stage::Tcp, Stage::Tls, Stage::Login, Stage::Database, Stage::Schema};

struct Sign
{
    const char *icon, *word;
    items::Severity severity;
};

Sign signOf(StageState state)
{
    switch (state) {
    case StageState::Running:
        return {"loader-circle", QT_TRANSLATE_NOOP("gatehouse::ui::StageList", "in progress"),
            items::Severity::Info};
    case StageState::Passed:
        return {"circle-check", QT_TRANSLATE_NOOP("gatehouse::ui::StageList", "passed"),
            items::Severity::Good};
    case StageState::Skipped:
        return {"minus", QT_TRANSLATE_NOOP("gatehouse::ui::StageList", "skipped"),
            items::Severity::Unknown};
    case StageState::Failed:
        return {"circle-x", QT_TRANSLATE_NOOP("gatehouse::ui::StageList", "failed"),
            items::Severity::Bad};
    }
    return {};
}

} // namespace

StageList::StageList(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"stages"_s);
    setAccessibleName(tr("Stages of the connection"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    column->setSpacing(2);
    m_tunnel = makeRow(tr("SSH tunnel"), u"stageTunnel"_s, column);
    for (const Stage stage : kStages)
        m_stages.push_back(makeRow(db::stageName(stage), u"stage%1"_s.arg(int(stage)), column));
    hide();
}

StageList::Row StageList::makeRow(
    const QString &name, const QString &objectName, QVBoxLayout *column)
{
    Row row;
    row.box = new QWidget(this);
    row.box->setObjectName(objectName);
    row.sign = new IconLabel(16, row.box);
    row.name = new PlainLabel(name, row.box);
    row.name->setFixedWidth(100);
    row.text = new PlainLabel(row.box);
    row.text->setObjectName(objectName + u"Text"_s);
    row.text->setTone(PlainLabel::Tone::Muted);
    row.time = new PlainLabel(row.box);
    row.time->setTone(PlainLabel::Tone::Muted);
    row.time->setTabular(true);
    row.time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row.time->setMinimumWidth(72);
    auto *line = new QHBoxLayout(row.box);
    line->setContentsMargins(0, 1, 0, 1);
    line->setSpacing(space::kSmall);
    line->addWidget(row.sign);
    line->addWidget(row.name);
    line->addWidget(row.text, 1);
    line->addWidget(row.time);
    column->addWidget(row.box);
    return row;
}

void StageList::reset(bool withTunnel)
{
    m_warnings.clear();
    m_tunnel.box->setVisible(withTunnel);
    const auto waiting = [](const Row &row) {
        row.sign->setIcon(u"circle"_s, items::Severity::Unknown);
        row.name->setTone(PlainLabel::Tone::Muted);
        row.text->setText({});
        row.time->setText({});
        row.box->setAccessibleName(tr("%1: waiting").arg(row.name->text()));
    };
    waiting(m_tunnel);
    for (const Row &row : m_stages)
        waiting(row);
    QWidget::show();
}

void StageList::follow(const db::Attempt &attempt)
{
    reset(attempt.hasTunnel());
    connect(&attempt, &db::Attempt::stage, this, &StageList::setReport);
    connect(&attempt, &db::Attempt::tunnel, this, &StageList::setTunnel);
}

void StageList::setReport(const db::StageReport &report)
{
    m_warnings << report.warnings;
    show(m_stages.at(size_t(report.stage)), report.state, report.text, report.ms);
}

void StageList::setTunnel(StageState state, const QString &text)
{
    show(m_tunnel, state, text, -1);
}

void StageList::clear()
{
    m_warnings.clear();
    hide();
}

void StageList::show(const Row &row, StageState state, const QString &text, int ms)
{
    const Sign sign = signOf(state);
    row.sign->setIcon(QLatin1StringView(sign.icon), sign.severity);
    row.name->setTone(PlainLabel::Tone::Normal);
    row.text->setText(text);
    row.time->setText(ms < 0 ? QString() : tr("%1 ms").arg(QLocale().toString(ms)));
    row.box->setAccessibleName(
        u"%1: %2. %3"_s.arg(row.name->text(), tr(sign.word), row.text->text()));
}

} // namespace gatehouse::ui
