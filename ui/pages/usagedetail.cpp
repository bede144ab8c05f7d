#include "ui/pages/usagedetail.h"

#include "base/deliver.h"
#include "items/browsecell.h"
#include "items/jsonmodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/plainlabel.h"
#include "usage/texts.h"

#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kAround = 5 * 60 * usage::kSecond;
constexpr qint64 kMostShown = 4LL * 1024 * 1024; // more would stop the window

// Shown in this order; of those that may be missing it is said so.
const QStringList kRoles{u"id"_s, u"time"_s, u"key"_s, u"actor"_s, u"endpoint"_s, u"model"_s,
    u"duration"_s, u"status"_s, u"error"_s, u"tokens"_s, u"requests"_s, u"traceId"_s};
const QStringList kExpected{u"key"_s, u"endpoint"_s, u"model"_s, u"duration"_s, u"status"_s};

void clear(QGridLayout *grid)
{
    while (QLayoutItem *item = grid->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

UsageDetail::UsageDetail(QWidget *parent) : Card(parent)
{
    setObjectName(u"usageDetail"_s);
    setPadding(0);
    setMinimumWidth(270);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(emptyPage());
    content()->addWidget(m_pages);
}

UsageDetail::~UsageDetail() { m_fetching.cancel(); }

QWidget *UsageDetail::emptyPage()
{
    auto *empty = new EmptyState(m_pages);
    empty->setContent(u"list"_s, tr("No request chosen"), tr("Choose one in the list."));
    return empty;
}

QWidget *UsageDetail::rowPage()
{
    auto *scroll = new QScrollArea(m_pages);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(scroll);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    auto *title = new PlainLabel(tr("Request"), page);
    title->setFont(headingFont());
    column->addWidget(title);
    m_facts = new QGridLayout;
    m_facts->setColumnStretch(1, 1);
    m_facts->setHorizontalSpacing(space::kMedium);
    m_facts->setVerticalSpacing(6);
    column->addLayout(m_facts);
    m_sameKey = makeButton(tr("Same key"), ButtonKind::Plain, page, u"usageSameKey"_s);
    m_around = makeButton(tr("± 5 min"), ButtonKind::Plain, page, u"usageAround"_s);
    m_sameTrace = makeButton(tr("Same trace"), ButtonKind::Plain, page, u"usageSameTrace"_s);
    m_audit = makeButton(tr("Audit trail"), ButtonKind::Plain, page, u"usageAudit"_s);
    m_copy = makeButton(tr("Copy as…"), ButtonKind::Plain, page, u"usageCopy"_s);
    auto *flow = new FlowLayout(nullptr, space::kSmall);
    for (QPushButton *button : {m_sameKey, m_around, m_sameTrace, m_audit, m_copy})
        flow->addWidget(button);
    column->addLayout(flow);
    m_jsonTitle = new PlainLabel(page);
    m_jsonTitle->setObjectName(u"usageJsonTitle"_s);
    m_jsonTitle->setFont(headingFont());
    m_json = new JsonTree(page);
    m_json->setObjectName(u"usageJson"_s);
    m_json->setMinimumHeight(140);
    m_json->setFilterable(true);
    column->addSpacing(space::kTiny);
    column->addWidget(m_jsonTitle);
    column->addWidget(m_json, 1);
    scroll->setWidget(page);
    connect(m_sameKey, &QPushButton::clicked, this, [this] {
        if (const auto chip = chipOf(m_row, u"key"_s).value_or(usage::Chip{});
            !chip.field.isEmpty())
            Q_EMIT chipsWanted({chip});
        else if (const auto actor = chipOf(m_row, u"actor"_s))
            Q_EMIT chipsWanted({*actor});
    });
    connect(m_sameTrace, &QPushButton::clicked, this, [this] {
        if (const auto chip = chipOf(m_row, u"traceId"_s))
            Q_EMIT chipsWanted({*chip});
    });
    connect(m_audit, &QPushButton::clicked, this, [this] {
        if (const auto chip = chipOf(m_row, u"traceId"_s))
            Q_EMIT traceWanted(chip->values.value(0));
    });
    connect(m_around, &QPushButton::clicked, this, [this] {
        const auto raw = m_model->raw(m_row, m_source->column(u"time"_s));
        if (const auto us = raw ? usage::microsecondsOf(*m_source, *raw) : std::nullopt)
            Q_EMIT spanWanted({*us - kAround, *us + kAround});
    });
    connect(m_copy, &QPushButton::clicked, this, &UsageDetail::copyWanted);
    connect(m_json, &JsonTree::wholeValueRequested, this,
        [this] { fetchWhole(m_jsonColumn, m_jsonTitle->text()); });
    connect(m_json, &JsonTree::memberChosen, this,
        [this](const QStringList &path, const QString &value) {
            const usage::Field *field = nullptr;
            for (const usage::Field &each : m_source->fields()) {
                if (each.column == m_jsonColumn && each.hasMembers)
                    field = &each;
            }
            if (field)
                Q_EMIT chipsWanted(
                    {{usage::jsonField(field->id, path), usage::Compare::Is, {value}}});
        });
    return scroll;
}

void UsageDetail::setSource(std::shared_ptr<const usage::Source> source, const QTimeZone &zone)
{
    m_source = std::move(source);
    m_zone = zone;
    showRow(-1);
}

void UsageDetail::showRow(int row)
{
    const auto cursor = row >= 0 && m_model ? m_model->cursorOf(row) : std::nullopt;
    if (cursor && m_shown == cursor) { // the same request at another place
        m_row = row;
        return;
    }
    m_fetching.cancel();
    m_shown = cursor;
    m_row = cursor ? row : -1;
    if (!cursor || !m_source) {
        m_pages->setCurrentIndex(0);
        return;
    }
    if (!m_facts)
        m_pages->addWidget(rowPage());
    clear(m_facts);
    addFacts(row);
    showJson(row);
    updateButtons(row);
    m_pages->setCurrentIndex(1);
}

void UsageDetail::addLine(const QString &what, const QString &value, bool known)
{
    const int row = m_facts->rowCount();
    auto *left = new PlainLabel(what, m_facts->parentWidget());
    left->setTone(PlainLabel::Tone::Muted);
    auto *right = new PlainLabel(value, m_facts->parentWidget());
    right->setObjectName(u"usageFact_"_s + what);
    right->setSelectable(known);
    right->setWordWrap(true);
    if (!known)
        right->setTone(PlainLabel::Tone::Muted);
    m_facts->addWidget(left, row, 0, Qt::AlignTop);
    m_facts->addWidget(right, row, 1);
}

void UsageDetail::addWhole(const QString &columnId, const QString &title, qint64 size)
{
    auto *link = makeButton(tr("Show all %1").arg(items::sizeText(size)), ButtonKind::Link,
        m_facts->parentWidget(), u"usageWhole_"_s + columnId);
    link->setAccessibleName(tr("Show the whole value of %1").arg(title));
    connect(link, &QPushButton::clicked, this,
        [this, columnId, title] { fetchWhole(columnId, title); });
    m_facts->addWidget(link, m_facts->rowCount(), 1, Qt::AlignLeft);
}

QString UsageDetail::cellOf(int row, const QString &columnId) const
{
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole) != columnId)
            continue;
        const QModelIndex index = m_model->index(row, column);
        const QString second = index.data(items::SecondaryTextRole).toString();
        const QString first = index.data().toString();
        return second.isEmpty() ? first : first.isEmpty() ? second : first + u"  "_s + second;
    }
    return {};
}

QString UsageDetail::valueOf(int row, const QString &role) const
{
    const QString columnId = m_source->column(role);
    const auto raw = m_model->raw(row, columnId);
    if (!raw)
        return u"NULL"_s;
    if (role == "time"_L1) {
        if (const auto us = usage::microsecondsOf(*m_source, *raw))
            return usage::timeText(*us, m_zone, true) + u' '
                + QDateTime::fromMSecsSinceEpoch(*us / 1000, m_zone).timeZoneAbbreviation();
    } else if (role == "duration"_L1) {
        const auto ms = usage::msOf(*m_source, *raw);
        const browse::Column *held = m_model->query().relation->column(columnId);
        if (ms && held && held->unit != "ms"_L1)
            return tr("%1 (%2 %3 stored)")
                .arg(items::durationText(*ms, u"ms"_s), QString::fromUtf8(*raw), held->unit);
    }
    return cellOf(row, columnId);
}

void UsageDetail::addFacts(int row)
{
    QStringList done;
    for (const QString &role : kRoles) {
        const QString columnId = m_source->column(role);
        if (columnId.isEmpty()) {
            const bool said = m_source->unreadable().contains(role);
            if (said
                || (kExpected.contains(role)
                    && !(role == "key"_L1 && m_source->records(u"actor"_s))))
                addLine(usage::roleTitle(role),
                    said ? tr("your role may not read it") : usage::notRecorded(), false);
            continue;
        }
        for (const QString &label : {role == "key"_L1 ? m_source->column(u"keyName"_s)
                                                      : m_source->column(role + "Label"_L1)}) {
            if (!label.isEmpty()) {
                addLine(
                    role == "key"_L1 ? tr("Key name") : usage::roleTitle(role), cellOf(row, label));
                done << label;
            }
        }
        addLine(usage::roleTitle(role), valueOf(row, role));
        done << columnId;
    }
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QString id =
            m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString();
        const browse::Column *held = m_model->query().relation->column(id);
        if (!held || done.contains(id) || held->show == browse::Show::Json)
            continue;
        addLine(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
            cellOf(row, id));
    }
    for (const browse::Column &column : m_model->query().relation->columns) {
        const auto size = column.secret ? std::nullopt : m_model->wholeSize(row, column.id);
        if (size && column.show != browse::Show::Json)
            addWhole(column.id, column.title.isEmpty() ? column.id : column.title, *size);
    }
}

void UsageDetail::showJson(int row)
{
    m_jsonColumn = m_source->column(u"data"_s);
    const browse::Column *held = m_model->query().relation->column(m_jsonColumn);
    m_jsonTitle->setVisible(held);
    m_json->setVisible(held);
    m_json->clear();
    if (!held)
        return;
    m_jsonTitle->setText(m_jsonColumn);
    const auto raw = m_model->raw(row, m_jsonColumn);
    if (raw)
        m_json->setText(QString::fromUtf8(*raw), m_model->wholeSize(row, m_jsonColumn).value_or(0));
    else
        m_json->setText(u"null"_s);
}

void UsageDetail::fetchWhole(const QString &columnId, const QString &title)
{
    m_fetching.cancel();
    m_fetching = CancelToken();
    m_jsonColumn = columnId;
    m_jsonTitle->setText(title);
    m_jsonTitle->show();
    m_json->show();
    deliver(m_model->value(m_row, columnId, m_fetching), this,
        [this, columnId, cursor = m_shown](const Result<browse::Value> &value) {
            if (cursor != m_shown || columnId != m_jsonColumn)
                return;
            if (!value) {
                if (value.error().kind != Error::Kind::Cancelled)
                    m_json->setText(value.error().text);
                return;
            }
            const QByteArray text = value.value().text.left(kMostShown);
            m_json->setText(QString::fromUtf8(text), value.value().wholeSize);
        });
}

std::optional<usage::Chip> UsageDetail::chipOf(int row, const QString &role) const
{
    if (row < 0 || !m_source || !m_source->field(role))
        return std::nullopt;
    const auto raw = m_model->raw(row, m_source->column(role));
    if (!raw)
        return usage::Chip{role, usage::Compare::Missing, {}};
    QString value = QString::fromUtf8(*raw);
    if (role == "key"_L1) {
        const auto name = m_model->raw(row, m_source->column(u"keyName"_s));
        const qsizetype mark = value.lastIndexOf(" #"_L1); // what a page puts behind a mask
        if (name && !name->isEmpty() && !name->startsWith('#'))
            value = QString::fromUtf8(*name);
        else if (m_source->isSecret(m_source->column(role)))
            value = mark < 0 ? QString() : value.mid(mark + 1);
    }
    if (value.isEmpty())
        return std::nullopt;
    return usage::Chip{role, usage::Compare::Is, {value}};
}

void UsageDetail::updateButtons(int row)
{
    const bool key = chipOf(row, u"key"_s).has_value();
    m_sameKey->setVisible(key || chipOf(row, u"actor"_s).has_value());
    m_sameKey->setText(key ? tr("Same key") : tr("Same user"));
    const auto trace = chipOf(row, u"traceId"_s);
    const bool traced = trace && !trace->values.isEmpty();
    m_sameTrace->setVisible(traced);
    m_audit->setVisible(traced && m_auditLinked);
}

} // namespace gatehouse::ui
