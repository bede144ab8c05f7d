#include "ui/pages/timeline.h"

#include "audit/entry.h"
#include "audit/filereader.h"
#include "base/deliver.h"
#include "base/safetext.h"
#include "browse/page.h"
#include "health/historystore.h"
#include "trail/trail.h"
#include "ui/pages/auditdetail.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/workspace.h"
#include "usage/source.h"

#include <QFileInfo>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kMost = 200;
constexpr qint64 kIncidentDays = 90;

QDateTime instantOf(const QString &at)
{
    QDateTime time = QDateTime::fromString(at.left(23), u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    time.setTimeZone(QTimeZone::utc());
    return time;
}

// Collects in the session's thread.
class Collector
{
public:
    Collector(db::Sql &sql, const systems::Recognition &recognition, const systems::Match *match,
        const TimelineObject &object)
        : m_sql(sql), m_recognition(recognition), m_match(match), m_object(object)
    {
    }

    Result<Timeline> collect(const QDateTime &now)
    {
        if (m_match && systems::whyNoAudit(m_recognition, *m_match).isEmpty())
            addAudit(audit::Source::read(m_sql, m_recognition, *m_match));
        else if (m_match)
            m_timeline.notes << systems::whyNoAudit(m_recognition, *m_match);
        auto trail = trail::status(m_sql);
        if (trail && trail.value().state == trail::State::Ready)
            addAudit(audit::Source::readOwn(m_sql));
        addUsage();
        addIncidents(now);
        if (m_fatal)
            return *m_fatal;
        std::stable_sort(m_timeline.rows.begin(), m_timeline.rows.end(),
            [](const TimelineRow &a, const TimelineRow &b) { return a.at > b.at; });
        qint64 number = 0;
        for (TimelineRow &row : m_timeline.rows)
            row.number = ++number;
        return std::move(m_timeline);
    }

private:
    bool failed(const Error &error)
    {
        if (error.kind == Error::Kind::Connection || error.kind == Error::Kind::Cancelled)
            m_fatal = error;
        m_timeline.notes << error.text;
        return true;
    }

    QStringList names() const
    {
        QStringList names{m_object.id, m_object.label};
        names.removeAll(QString());
        names.removeDuplicates();
        return names;
    }

    static std::optional<QString> cell(const browse::Page &page, int row, const QString &id)
    {
        const int place = page.indexOf(id);
        return place < 0 || page.isNull(row, place)
            ? std::nullopt
            : std::optional(QString::fromUtf8(page.cell(row, place)));
    }

    static QString momentIn(
        const browse::Relation &relation, const QString &id, const QString &text)
    {
        const browse::Column *column = relation.column(id);
        const QTimeZone zone(column ? column->zone.toUtf8() : QByteArray());
        return audit::momentOf(text, zone.isValid() ? zone : QTimeZone::utc()).value_or(text);
    }

    void addAudit(const Result<std::shared_ptr<const audit::Source>> &read)
    {
        if (!read) {
            failed(read.error());
            return;
        }
        const audit::Source &source = *read.value();
        if (!source.records(u"objectId"_s))
            return;
        audit::Filter filter;
        filter.range = {};
        filter.chips = {{u"objectId"_s, audit::Compare::OneOf, names()}};
        const auto query = source.rows(filter, QDateTime::currentDateTimeUtc());
        auto page = query ? browse::fetchPage(m_sql, {query.value(), {}, false, kMost})
                          : Result<browse::Page>(query.error());
        if (!page) {
            failed(page.error());
            return;
        }
        for (int row = 0; row < page.value().rows(); ++row) {
            const audit::Values values =
                source.values([&](const QString &id) { return cell(page.value(), row, id); });
            TimelineRow one;
            one.at =
                momentIn(*source.relation(), source.column(u"time"_s), values.value(u"time"_s));
            one.where =
                source.isOwn() ? TimelineDialog::tr("Gatehouse") : TimelineDialog::tr("Audit");
            one.what = audit::sentence(values);
            one.severity = severityOf(audit::gradeOf(values));
            one.page = u"audit"_s;
            const QDateTime at = instantOf(one.at);
            filter.range = TimeRange::between(at.addMSecs(-1), at.addMSecs(1));
            one.state = {{u"filter"_s, audit::toJson(filter)}, {u"own"_s, source.isOwn()}};
            m_timeline.rows.push_back(std::move(one));
        }
    }

    void addUsage()
    {
        const systems::UsageDomain *domain =
            m_match ? systems::usageOf(m_recognition, *m_match) : nullptr;
        if (!domain)
            return;
        auto read = usage::Source::read(m_sql, m_recognition, *m_match, *domain);
        if (!read) {
            failed(read.error());
            return;
        }
        const usage::Source &source = *read.value();
        if (!source.records(u"key"_s))
            return;
        usage::Filter filter;
        filter.lastMs = 0;
        filter.span = usage::kEver;
        filter.chips = {{u"key"_s, usage::Compare::Is,
            {m_object.label.isEmpty() ? m_object.id : m_object.label}}};
        auto condition = source.condition(filter);
        if (!condition)
            return; // no key of this name: nothing was asked with it
        auto page = browse::fetchPage(m_sql,
            {source.rows(condition.value(), filter.span, QTimeZone::utc()), {}, false, kMost});
        if (!page) {
            failed(page.error());
            return;
        }
        for (int row = 0; row < page.value().rows(); ++row)
            addRequest(source, page.value(), row, filter);
    }

    void addRequest(
        const usage::Source &source, const browse::Page &page, int row, usage::Filter filter)
    {
        const auto value = [&](const QString &role) {
            return cell(page, row, source.column(role)).value_or(QString());
        };
        TimelineRow one;
        one.at = momentIn(
            *source.relation(QTimeZone::utc()), source.column(u"time"_s), value(u"time"_s));
        one.where = TimelineDialog::tr("Usage");
        QStringList parts{value(u"endpoint"_s), value(u"model"_s), value(u"status"_s)};
        parts.removeAll(QString());
        one.what = TimelineDialog::tr("Request: %1").arg(parts.join(u" · "_s));
        one.page = u"usage"_s;
        const qint64 us = instantOf(one.at).toMSecsSinceEpoch() * 1000;
        filter.span = {us - 1000, us + 1000};
        one.state = {{u"filter"_s, usage::toJson(filter)}, {u"tab"_s, u"rows"_s}};
        m_timeline.rows.push_back(std::move(one));
    }

    void addIncidents(const QDateTime &now)
    {
        auto status = health::tablesStatus(m_sql);
        std::unique_ptr<health::History> history;
        if (status && status.value().state == health::TablesState::Ready) {
            history = health::tableHistory(m_sql);
        } else if (QFileInfo::exists(health::historyFile())) {
            auto file = health::fileHistory(health::historyFile());
            if (file)
                history = std::move(file).value();
        }
        if (!history)
            return;
        const qint64 to = now.toMSecsSinceEpoch();
        auto incidents = history->incidents(to - kIncidentDays * 86'400'000, to, kMost);
        if (!incidents) {
            failed(incidents.error());
            return;
        }
        const auto add = [&](qint64 ms, const QString &what, items::Severity severity) {
            TimelineRow one;
            one.at = QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc())
                         .toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s)
                + u"000+00"_s;
            one.where = TimelineDialog::tr("Health");
            one.what = what;
            one.severity = severity;
            one.page = u"health"_s;
            m_timeline.rows.push_back(std::move(one));
        };
        for (const health::Incident &incident : incidents.value()) {
            add(incident.start,
                TimelineDialog::tr("%1: %2. %3")
                    .arg(incident.title, health::stateName(incident.worst), incident.reason),
                items::Severity::Bad);
            if (incident.end > 0)
                add(incident.end, TimelineDialog::tr("%1 is well again").arg(incident.title),
                    items::Severity::Good);
        }
    }

    db::Sql &m_sql;
    const systems::Recognition &m_recognition;
    const systems::Match *m_match;
    TimelineObject m_object;
    Timeline m_timeline;
    std::optional<Error> m_fatal;
};

items::TableModel<TimelineRow>::Columns columns(const QTimeZone &zone)
{
    return {{u"time"_s, TimelineDialog::tr("Time"),
                [zone](const TimelineRow &row) {
                    const QDateTime at = instantOf(row.at);
                    return at.isValid() ? at.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm:ss"_s)
                                        : row.at;
                },
                [](const TimelineRow &row) { return QVariant(row.at); }},
        {u"where"_s, TimelineDialog::tr("Where"), [](const TimelineRow &row) { return row.where; }},
        {u"what"_s, TimelineDialog::tr("What happened"),
            [](const TimelineRow &row) { return row.what; }, {}, Qt::AlignLeft | Qt::AlignVCenter,
            [](const TimelineRow &row, int role) -> QVariant {
                return role == items::SeverityRole && row.severity != items::Severity::None
                    ? QVariant::fromValue(row.severity)
                    : QVariant();
            }}};
}

} // namespace

TimelineDialog::TimelineDialog(Workspace &workspace, const TimelineObject &object, QWidget *parent)
    : EnvironmentDialog(tr("Timeline"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_object(object),
      m_zone(workspace.profile().zone.toUtf8())
{
    setObjectName(u"timelineDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    if (!m_zone.isValid())
        m_zone = QTimeZone::utc();
    build();
    ask();
}

TimelineDialog::~TimelineDialog() { m_reading.cancel(); }

void TimelineDialog::build()
{
    const QString name = m_object.label.isEmpty() ? m_object.id : m_object.label;
    auto *title = new PlainLabel(
        tr("Timeline of %1 %2").arg(safeText(m_object.type, 40), safeText(name, 80)), this);
    title->setObjectName(u"timelineTitle"_s);
    title->setFont(titleFont());
    m_banner = new Banner(this);
    m_model = std::make_unique<items::TableModel<TimelineRow>>(
        columns(m_zone), [](const TimelineRow &row) { return QString::number(row.number); });
    m_table = new TableView(u"timeline"_s, tr("Timeline"), this);
    m_table->setObjectName(u"timelineTable"_s);
    m_table->setModel(m_model.get());
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"timelineNote"_s);
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    content()->addWidget(title);
    content()->addWidget(m_banner);
    content()->addWidget(m_table, 1);
    content()->addWidget(m_note);
    auto *go = makeButton(tr("&Show there"), ButtonKind::Plain, this, u"timelineShow"_s);
    auto *close = makeButton(tr("Close"), ButtonKind::Primary, this, u"timelineClose"_s);
    buttons()->addWidget(go);
    buttons()->addWidget(close);
    connect(go, &QPushButton::clicked, this, [this] { jump(m_table->currentIndex().row()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_table, &TableView::openRequested, this,
        [this](const QModelIndex &index) { jump(index.row()); });
    resize(900, 560);
}

void TimelineDialog::ask()
{
    m_banner->showMessage(items::Severity::Info, tr("Looking in all places…"));
    db::Session *job = m_workspace.link().openJobSession().release();
    job->setParent(this);
    const systems::Match *match = m_workspace.match();
    deliver(
        job->run(
            [recognition = m_workspace.recognition(), now = m_workspace.clock().now(),
                match = match ? std::optional(*match) : std::nullopt,
                object = m_object](db::Sql &sql) -> Result<Timeline> {
                if (!recognition)
                    return Timeline{};
                return Collector(sql, *recognition, match ? &*match : nullptr, object).collect(now);
            },
            m_reading),
        this, [this, job](const Result<Timeline> &timeline) {
            job->deleteLater();
            if (timeline)
                show(timeline.value());
            else
                m_banner->showMessage(items::Severity::Bad, timeline.error().text);
        });
}

void TimelineDialog::show(const Timeline &timeline)
{
    m_banner->clear();
    m_model->update(timeline.rows);
    m_table->keepColumns(m_workspace.settings());
    QStringList notes = timeline.notes;
    notes.prepend(timeline.rows.empty()
            ? tr("Nothing is known of it.")
            : tr("At most the newest 200 of each place, and the incidents of 90 days."));
    m_note->setText(notes.join(u' '));
    if (!timeline.rows.empty())
        m_table->selectRow(0);
}

void TimelineDialog::jump(int row)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    const TimelineRow one = m_model->row(row);
    accept();
    Q_EMIT m_workspace.openPage(one.page, one.state);
}

} // namespace gatehouse::ui
