#include "ui/pages/keysdetail.h"

#include "base/safetext.h"
#include "ui/pages/keyblast.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

enum Page { Nothing, OneKey, Several };

PlainLabel *caption(QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setTone(PlainLabel::Tone::Muted);
    label->setFont(smallFont());
    label->setWordWrap(true);
    return label;
}

void clear(QGridLayout *grid)
{
    while (QLayoutItem *item = grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void addLine(QGridLayout *grid, QWidget *parent, const QString &what, const QString &value)
{
    if (value.isEmpty())
        return;
    const int row = grid->rowCount();
    auto *left = new PlainLabel(what, parent);
    left->setTone(PlainLabel::Tone::Muted);
    auto *right = new PlainLabel(value, parent);
    right->setObjectName(u"keyFact%1"_s.arg(row));
    right->setSelectable(true);
    right->setElide(Qt::ElideMiddle);
    grid->addWidget(left, row, 0);
    grid->addWidget(right, row, 1);
}

QString instant(const std::optional<QDateTime> &time)
{
    return time ? time->toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s) : QString();
}

QString number(qint64 value) { return QLocale().toString(value); }

} // namespace

KeysDetail::KeysDetail(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"keysDetail"_s);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    m_pages = new QStackedWidget(this);
    m_pages->setAutoFillBackground(false);
    m_pages->addWidget(nothingPage());
    m_pages->addWidget(keyPage());
    m_pages->addWidget(severalPage());
    setWidget(m_pages);
    setMinimumWidth(260);
}

QPushButton *KeysDetail::action(const QString &text, const char *id, const char *page, bool danger)
{
    const QString name = QLatin1StringView(id);
    auto *button = makeButton(text, danger ? ButtonKind::Danger : ButtonKind::Plain, this,
        QLatin1StringView(page) + name);
    connect(button, &QPushButton::clicked, this, [this, name] { Q_EMIT wanted(name); });
    return button;
}

QWidget *KeysDetail::nothingPage()
{
    auto *empty = new EmptyState(this);
    empty->setContent(u"key"_s, tr("No key chosen"), tr("Choose one or several in the list."));
    return empty;
}

QWidget *KeysDetail::keyPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    m_name = new PlainLabel(page);
    m_name->setObjectName(u"keyDetailName"_s);
    m_name->setFont(titleFont());
    m_badge = new Badge(page);
    auto *top = new QHBoxLayout;
    top->addWidget(m_name, 1);
    top->addWidget(m_badge);
    column->addLayout(top);
    m_key = new PlainLabel(page);
    m_key->setObjectName(u"keyDetailKey"_s);
    m_key->setFont(monoFont());
    m_key->setTone(PlainLabel::Tone::Muted);
    column->addWidget(m_key);
    m_rotate = action(tr("Rotate…"), "rotate", "key_");
    m_edit = action(tr("Edit…"), "edit", "key_");
    m_revoke = action(tr("Revoke…"), "revoke", "key_", true);
    m_requests = action(tr("Show requests"), "requests", "key_");
    m_whatIf = action(tr("What if…"), "whatif", "key_");
    m_reactivate = action(tr("Reactivate…"), "reactivate", "key_");
    m_reveal = action(tr("Show key…"), "reveal", "key_");
    m_delete = action(tr("Delete…"), "delete", "key_", true);
    auto *flow = new FlowLayout(nullptr, space::kSmall);
    for (QPushButton *button :
        {m_rotate, m_edit, m_revoke, m_reactivate, m_requests, m_whatIf, m_reveal, m_delete})
        flow->addWidget(button);
    column->addLayout(flow);
    m_stragglers = new KeyStragglers(page);
    column->addWidget(m_stragglers);
    column->addSpacing(space::kTiny);
    m_limitTitle = caption(page);
    m_bar = new LimitBar(page);
    m_limitText = new PlainLabel(page);
    m_limitText->setObjectName(u"keyDetailLimit"_s);
    m_limitText->setWordWrap(true);
    m_others = caption(page);
    m_others->setObjectName(u"keyDetailOthers"_s);
    m_weekTitle = caption(page);
    m_week = new Sparkline(page);
    m_week->setMinimumHeight(72);
    m_weekText = new PlainLabel(page);
    m_weekText->setWordWrap(true);
    m_shareTitle = caption(page);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_limitTitle, m_bar, m_limitText,
             m_others, m_weekTitle, m_week, m_weekText, m_shareTitle})
        column->addWidget(widget);
    m_shares = new QGridLayout;
    m_shares->setColumnStretch(0, 1);
    column->addLayout(m_shares);
    m_facts = new QGridLayout;
    m_facts->setColumnStretch(1, 1);
    m_facts->setHorizontalSpacing(space::kMedium);
    column->addSpacing(space::kSmall);
    column->addLayout(m_facts);
    column->addStretch(1);
    return page;
}

QWidget *KeysDetail::severalPage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    m_several = new PlainLabel(page);
    m_several->setObjectName(u"keysSeveral"_s);
    m_several->setFont(titleFont());
    m_severalText = new PlainLabel(page);
    m_severalText->setWordWrap(true);
    column->addWidget(m_several);
    column->addWidget(m_severalText);
    m_bulkLimit = action(tr("Set limit…"), "limit", "bulk_");
    m_bulkRole = action(tr("Set role…"), "role", "bulk_");
    m_bulkExpiry = action(tr("Set expiry…"), "expiry", "bulk_");
    m_bulkReactivate = action(tr("Reactivate…"), "reactivate", "bulk_");
    m_bulkRevoke = action(tr("Revoke…"), "revoke", "bulk_", true);
    m_bulkDelete = action(tr("Delete…"), "delete", "bulk_", true);
    auto *flow = new FlowLayout(nullptr, space::kSmall);
    for (QPushButton *button :
        {m_bulkLimit, m_bulkRole, m_bulkExpiry, m_bulkReactivate, m_bulkRevoke, m_bulkDelete})
        flow->addWidget(button);
    column->addLayout(flow);
    column->addStretch(1);
    return page;
}

void KeysDetail::showNothing() { m_pages->setCurrentIndex(Nothing); }

void KeysDetail::showKey(const keys::Keys &engine, const items::KeyRow &row, const QDateTime &now)
{
    const keys::Key &key = row.key;
    m_name->setText(key.name);
    m_badge->setBadge(row.badge.text, items::severityOf(row.badge.mark));
    m_key->setText(
        (key.masked.isEmpty() ? tr("stored hashed") : key.masked) + u"  "_s + key.fingerprint);
    if (key.masked.isEmpty() && key.fingerprint.isEmpty())
        m_key->setText(tr("not readable for this database user"));
    showActions(engine, key);
    showLimits(engine, row);
    showWeek(engine, key);
    clear(m_shares);
    m_shareTitle->hide();
    m_stragglers->clear();
    showFacts(engine, key, now);
    m_pages->setCurrentIndex(OneKey);
}

void KeysDetail::showActions(const keys::Keys &engine, const keys::Key &key)
{
    const keys::Abilities &can = engine.abilities();
    const auto set = [](QPushButton *button, const QString &why) {
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? QString() : plainToolTip(why));
    };
    set(m_rotate, can.rotate);
    set(m_edit, can.edit);
    set(m_revoke, can.revoke);
    set(m_reactivate, can.revoke);
    set(m_delete, can.remove);
    set(m_reveal, can.reveal);
    set(m_whatIf, can.usage);
    const bool gone = key.deleted || (key.active && !*key.active);
    m_revoke->setVisible(!gone);
    m_reactivate->setVisible(gone);
    m_reveal->setVisible(engine.domain().format.hash.isEmpty());
}

void KeysDetail::showLimits(const keys::Keys &engine, const items::KeyRow &row)
{
    const auto enforced = engine.enforced(row.key);
    const bool bar = enforced && enforced->used && row.key.limit && *row.key.limit > 0;
    m_bar->setVisible(bar);
    m_limitTitle->setText(enforced ? enforced->title : tr("Limit"));
    if (bar) {
        m_bar->setLimit({double(*enforced->used), double(*row.key.limit)}, m_limitTitle->text());
        m_limitText->setText(
            tr("%1 of %2 requests").arg(number(*enforced->used), number(*row.key.limit)));
    } else if (row.key.limit) {
        m_limitText->setText(tr("%1 requests allowed").arg(number(*row.key.limit)));
    } else {
        m_limitText->setText(keys::limitsText(row.key));
    }
    QStringList others;
    for (const keys::LimitUse &use : engine.limits(row.key)) {
        if (!use.enforced)
            others.append(
                tr("%1: %2").arg(use.title, use.used ? number(*use.used) : tr("not known here")));
    }
    m_others->setLines(others);
    m_others->setVisible(!others.isEmpty());
}

void KeysDetail::showWeek(const keys::Keys &engine, const keys::Key &key)
{
    const bool recorded = engine.abilities().usage.isEmpty();
    const bool drawn = recorded && key.usage && key.usage->week > 0;
    m_weekTitle->setText(tr("Last 7 days"));
    m_week->setVisible(drawn);
    if (!recorded) {
        m_weekText->setText(engine.abilities().usage);
        return;
    }
    if (!key.usage) {
        m_weekText->setText(tr("counting…"));
        return;
    }
    QList<double> series;
    for (qint64 count : key.usage->series)
        series.append(double(count));
    m_week->setSeries(series);
    const qint64 most = *std::max_element(key.usage->series.begin(), key.usage->series.end());
    const QString words = key.usage->week == 0
        ? tr("no requests")
        : tr("%1 requests, at most %2 in 6 hours; %3 in the last 24 hours")
              .arg(number(key.usage->week), number(most), number(key.usage->day));
    m_weekText->setText(words);
    m_week->setDescription(words);
}

void KeysDetail::showFacts(const keys::Keys &engine, const keys::Key &key, const QDateTime &now)
{
    clear(m_facts);
    QWidget *page = m_pages->widget(OneKey);
    addLine(m_facts, page, tr("Role"), key.role);
    addLine(m_facts, page, tr("Owner"), key.owner.isEmpty() ? key.ownerId : key.owner);
    addLine(m_facts, page, tr("Permissions"),
        key.permissions.simplified() == "null"_L1 ? tr("none") : key.permissions);
    addLine(m_facts, page, tr("Created"), instant(key.created));
    const QString ago = keys::agoText(key.lastUse, now);
    addLine(m_facts, page, tr("Last used"),
        key.lastUse.known == keys::LastUse::Known::At
            ? tr("%1 (%2)").arg(instant(key.lastUse.time), ago)
            : ago);
    if (engine.has(engine.domain().expiresAt))
        addLine(m_facts, page, tr("Expires"), key.expires ? instant(key.expires) : tr("never"));
    addLine(m_facts, page, tr("Id"), key.id);
    if (!key.unreadable.isEmpty())
        addLine(m_facts, page, tr("Not readable"), key.unreadable.join(u", "_s));
}

void KeysDetail::showShares(const keys::Detail &detail)
{
    clear(m_shares);
    qint64 total = 0;
    for (const keys::Count &count : detail.models)
        total += count.count;
    m_shareTitle->setText(tr("Models, last 7 days"));
    m_shareTitle->setVisible(total > 0);
    QWidget *page = m_pages->widget(OneKey);
    for (const keys::Count &count : detail.models) {
        const int row = m_shares->rowCount();
        auto *name = new PlainLabel(count.label, page);
        auto *share = new PlainLabel(
            tr("%1 %").arg(QLocale().toString(100.0 * double(count.count) / double(total), 'f', 0)),
            page);
        share->setTabular(true);
        share->setAlignment(Qt::AlignRight);
        share->setToolTip(plainToolTip(tr("%1 requests").arg(number(count.count))));
        m_shares->addWidget(name, row, 0);
        m_shares->addWidget(share, row, 1);
    }
}

void KeysDetail::showStragglers(const keys::Stragglers &late) { m_stragglers->showLate(late); }

void KeysDetail::setNoRequests(const QString &why)
{
    m_requests->setEnabled(why.isEmpty());
    m_requests->setToolTip(why.isEmpty() ? QString() : plainToolTip(why));
}

void KeysDetail::showSeveral(const keys::Keys &engine, const std::vector<keys::Key> &keys)
{
    m_several->setText(tr("%n key(s)", nullptr, int(keys.size())));
    int revoked = 0;
    qint64 day = 0;
    for (const keys::Key &key : keys) {
        revoked += key.deleted || (key.active && !*key.active) ? 1 : 0;
        day += key.usage ? key.usage->day : 0;
    }
    m_severalText->setText(tr("%1 active, %2 revoked; %3 requests in the last 24 hours")
                               .arg(int(keys.size()) - revoked)
                               .arg(revoked)
                               .arg(number(day)));
    const keys::Abilities &can = engine.abilities();
    m_bulkLimit->setVisible(engine.has(engine.domain().limit));
    m_bulkRole->setVisible(engine.has(engine.domain().role));
    m_bulkExpiry->setVisible(engine.has(engine.domain().expiresAt));
    for (QPushButton *button : {m_bulkLimit, m_bulkRole, m_bulkExpiry})
        button->setEnabled(can.edit.isEmpty());
    m_bulkRevoke->setEnabled(can.revoke.isEmpty() && revoked < int(keys.size()));
    m_bulkReactivate->setEnabled(can.revoke.isEmpty() && revoked > 0);
    m_bulkDelete->setEnabled(can.remove.isEmpty());
    m_pages->setCurrentIndex(Several);
}

} // namespace gatehouse::ui
