#include "ui/pages/auditdetail.h"

#include "base/deliver.h"
#include "base/redact.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr qint64 kMostShown = 1024 * 1024;

// Shown in this order, where they are recorded.
const QStringList kRoles{u"time"_s, u"actor"_s, u"action"_s, u"objectType"_s, u"objectId"_s,
    u"objectLabel"_s, u"result"_s, u"severity"_s, u"ip"_s, u"traceId"_s, u"userAgent"_s, u"id"_s};
const QStringList kLong{u"changes"_s, u"before"_s, u"after"_s, u"metadata"_s};

} // namespace

items::Severity severityOf(audit::Grade grade)
{
    switch (grade) {
    case audit::Grade::Quiet:
        return items::Severity::Unknown;
    case audit::Grade::Notice:
        return items::Severity::Info;
    case audit::Grade::Warning:
        return items::Severity::Warn;
    case audit::Grade::Error:
        return items::Severity::Bad;
    }
    return items::Severity::None;
}

AuditDetail::AuditDetail(QWidget *parent) : Card(parent)
{
    setObjectName(u"auditDetail"_s);
    setPadding(0);
    setMinimumWidth(300);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(emptyPage());
    m_pages->addWidget(entryPage());
    content()->addWidget(m_pages);
}

AuditDetail::~AuditDetail() { m_fetching.cancel(); }

QWidget *AuditDetail::emptyPage()
{
    auto *empty = new EmptyState(this);
    empty->setContent(u"clipboard-list"_s, tr("No entry chosen"), tr("Choose one in the list."));
    return empty;
}

QWidget *AuditDetail::links(QWidget *page)
{
    auto *row = new QWidget(page);
    auto *flow = new FlowLayout(row, space::kSmall);
    m_sameActor = makeButton(tr("Same actor"), ButtonKind::Plain, row, u"auditSameActor"_s);
    m_sameObject = makeButton(tr("Same object"), ButtonKind::Plain, row, u"auditSameObject"_s);
    m_sameTrace = makeButton(tr("Same trace"), ButtonKind::Plain, row, u"auditSameTrace"_s);
    m_usage = makeButton(tr("Usage of this trace"), ButtonKind::Plain, row, u"auditUsage"_s);
    const auto same = [this](QPushButton *button, const QString &role) {
        connect(button, &QPushButton::clicked, this, [this, role] {
            Q_EMIT chipWanted({role, audit::Compare::Is, {m_values.value(role)}});
        });
    };
    same(m_sameActor, u"actor"_s);
    same(m_sameObject, u"objectId"_s);
    same(m_sameTrace, u"traceId"_s);
    connect(m_usage, &QPushButton::clicked, this,
        [this] { Q_EMIT usageWanted(m_values.value(u"traceId"_s)); });
    m_timeline = makeButton(tr("Timeline…"), ButtonKind::Plain, row, u"auditTimeline"_s);
    connect(m_timeline, &QPushButton::clicked, this, [this] {
        Q_EMIT timelineWanted(m_values.value(u"objectType"_s), m_values.value(u"objectId"_s),
            m_values.value(u"objectLabel"_s));
    });
    for (QPushButton *button : {m_sameActor, m_sameObject, m_timeline, m_sameTrace, m_usage})
        flow->addWidget(button);
    return row;
}

QWidget *AuditDetail::entryPage()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(scroll);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    m_grade = new Badge(page);
    m_sentence = new PlainLabel(page);
    m_sentence->setObjectName(u"auditSentence"_s);
    m_sentence->setFont(headingFont());
    m_sentence->setWordWrap(true);
    m_sentence->setSelectable(true);
    column->addWidget(m_grade, 0, Qt::AlignLeft);
    column->addWidget(m_sentence);
    m_facts = new QGridLayout;
    m_facts->setColumnStretch(1, 1);
    m_facts->setHorizontalSpacing(space::kMedium);
    m_facts->setVerticalSpacing(6);
    column->addLayout(m_facts);
    column->addWidget(links(page));
    const auto heading = [&](const QString &text) {
        auto *label = new PlainLabel(text, page);
        label->setFont(headingFont());
        column->addSpacing(space::kTiny);
        column->addWidget(label);
        return label;
    };
    m_changesTitle = heading(tr("What changed"));
    m_changes = new DiffView(page);
    m_changes->setObjectName(u"auditChanges"_s);
    column->addWidget(m_changes);
    m_detailsTitle = heading(tr("Details"));
    m_details = new JsonTree(page);
    m_details->setObjectName(u"auditDetails"_s);
    m_details->setMinimumHeight(180);
    column->addWidget(m_details, 1);
    column->addStretch();
    scroll->setWidget(page);
    connect(m_details, &JsonTree::wholeValueRequested, this, [this] { fetchWhole(u"metadata"_s); });
    return scroll;
}

void AuditDetail::setModel(items::BrowseModel *model)
{
    m_fetching.cancel();
    m_model = model;
}

void AuditDetail::setSource(std::shared_ptr<const audit::Source> source, const QTimeZone &zone)
{
    m_source = std::move(source);
    m_zone = zone;
}

audit::Values AuditDetail::valuesOf(int row) const
{
    return m_source->values([this, row](const QString &id) -> std::optional<QString> {
        const auto raw = m_model->raw(row, id);
        return raw ? std::optional(QString::fromUtf8(*raw)) : std::nullopt;
    });
}

void AuditDetail::showRow(int row)
{
    m_fetching.cancel();
    m_row = m_model && m_source && row >= 0 && m_model->isAtHand(row) ? row : -1;
    m_pages->setCurrentIndex(m_row < 0 ? 0 : 1);
    if (m_row < 0)
        return;
    m_values = valuesOf(m_row);
    const audit::Grade grade = audit::gradeOf(m_values);
    m_grade->setBadge(audit::gradeWord(grade), severityOf(grade));
    m_sentence->setText(audit::sentence(m_values));
    addFacts();
    m_sameActor->setVisible(m_values.contains(u"actor"_s));
    m_sameObject->setVisible(!m_values.value(u"objectId"_s).isEmpty());
    m_timeline->setVisible(!m_values.value(u"objectId"_s).isEmpty());
    const bool traced = !m_values.value(u"traceId"_s).isEmpty();
    m_sameTrace->setVisible(traced);
    m_usage->setVisible(traced && m_usageLinked);
    showChanges();
    showDetails();
    for (const char *role : {"changes", "before", "after"})
        fetchWhole(QLatin1StringView(role));
}

void AuditDetail::addLine(const QString &what, const QString &value)
{
    const int line = m_facts->rowCount();
    auto *name = new PlainLabel(what, m_facts->parentWidget());
    name->setTone(PlainLabel::Tone::Muted);
    auto *text = new PlainLabel(value, m_facts->parentWidget());
    text->setElide(Qt::ElideMiddle);
    text->setSelectable(true);
    m_facts->addWidget(name, line, 0);
    m_facts->addWidget(text, line, 1);
}

void AuditDetail::addFacts()
{
    while (QLayoutItem *item = m_facts->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    QStringList told;
    for (const QString &role : kRoles) {
        const QString id = m_source->column(role);
        if (id.isEmpty())
            continue;
        told << id;
        const int column = m_model->query().relation->indexOf(id);
        const browse::Column &held = m_model->query().relation->columns[size_t(column)];
        QString value = redact(m_values.value(role));
        if (role == "time"_L1)
            value = items::CellPrinter(*m_model->query().relation, m_zone)
                        .whole(held, m_values.value(role).toUtf8());
        if (role == "actor"_L1 && m_values.contains(u"actorLabel"_s))
            value = tr("%1 (%2)").arg(redact(m_values.value(u"actorLabel"_s)), value);
        if (!value.isEmpty())
            addLine(role == "action"_L1 ? tr("Action") : held.title, value);
    }
    if (audit::isDeleted(m_values))
        addLine(tr("Soft-deleted"), tr("yes: the back end does not show this entry any more"));
}

void AuditDetail::showChanges()
{
    QList<FieldChange> changes;
    for (const audit::Change &change : audit::changesOf(m_values))
        changes.append({change.field, change.before, change.after, change.hadBefore,
            change.hasAfter, change.nullBefore, change.nullAfter});
    m_changes->setChanges(changes, true);
    m_changes->setVisible(!changes.isEmpty());
    m_changesTitle->setVisible(!changes.isEmpty());
}

void AuditDetail::showDetails()
{
    const QString text = m_values.value(u"metadata"_s);
    const bool there = !text.isEmpty() && text != "{}"_L1 && text != "null"_L1;
    m_details->setVisible(there);
    m_detailsTitle->setVisible(there);
    if (!there)
        return m_details->clear();
    m_details->setText(audit::maskedJson(text));
    if (text.size() >= 300) // perhaps cut by the server
        fetchWhole(u"metadata"_s);
}

// In place of what the list holds, once it has come.
void AuditDetail::fetchWhole(const QString &role)
{
    const QString id = m_source->column(role);
    if (id.isEmpty() || m_values.value(role).size() < 300)
        return;
    if (m_fetching.isCancelled())
        m_fetching = CancelToken();
    deliver(m_model->value(m_row, id, m_fetching), this,
        [this, role, row = m_row](const Result<browse::Value> &value) {
            if (!value || row != m_row)
                return;
            const browse::Value &whole = value.value();
            const bool small = qint64(whole.text.size()) <= kMostShown;
            m_values.insert(role, QString::fromUtf8(small ? whole.text : whole.text.left(300)));
            if (role == "metadata"_L1)
                m_details->setText(
                    audit::maskedJson(m_values.value(role)), small ? 0 : whole.wholeSize);
            else
                showChanges();
        });
}

} // namespace gatehouse::ui
