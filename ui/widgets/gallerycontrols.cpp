#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/secretfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QResource>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui::gallery {

using namespace Qt::Literals::StringLiterals;

namespace {

QString word(const char *text) { return QString::fromUtf8(text); } // sample data: not translated

QWidget *makeButtons(QWidget *parent)
{
    auto *card = new Card(word("Buttons and badges"), parent);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    const std::pair<QString, ButtonKind> kinds[] = {{word("Plain"), ButtonKind::Plain},
        {word("Primary"), ButtonKind::Primary}, {word("Revoke…"), ButtonKind::Danger},
        {word("Revoke 3 keys"), ButtonKind::Destroy}, {word("A link"), ButtonKind::Link}};
    for (const auto &[text, kind] : kinds)
        row->addWidget(makeButton(text, kind, card, u"gallery"_s + text));
    for (const auto &[text, kind] : {kinds[0], kinds[1]}) {
        QPushButton *off = makeButton(text, kind, card, u"galleryOff"_s + text);
        off->setEnabled(false);
        row->addWidget(off);
    }
    row->addWidget(makeIconButton(u"refresh-cw"_s, word("Refresh"), card, u"galleryIcon"_s));
    row->addStretch(1);
    card->content()->addLayout(row);
    auto *badges = new QHBoxLayout;
    badges->setSpacing(space::kSmall);
    for (auto environment : {db::Environment::Development, db::Environment::Test,
             db::Environment::Staging, db::Environment::Production})
        badges->addWidget(new EnvironmentBadge(environment, card));
    const std::pair<QString, items::Severity> words[] = {{u"up"_s, items::Severity::Good},
        {u"degraded"_s, items::Severity::Warn}, {u"down"_s, items::Severity::Bad},
        {u"unknown"_s, items::Severity::Unknown}, {u"note"_s, items::Severity::Info}};
    for (const auto &[text, severity] : words) {
        auto *badge = new Badge(card, true);
        badge->setBadge(text, severity);
        badges->addWidget(badge);
    }
    badges->addStretch(1);
    card->content()->addLayout(badges);
    return card;
}

QWidget *makeForm(QWidget *parent)
{
    auto *card = new Card(word("Fields"), parent);
    auto *form = new QFormLayout;
    form->setSpacing(space::kSmall);
    auto *name = new QLineEdit(u"orders-api"_s, card);
    auto *hint = new QLineEdit(card);
    hint->setPlaceholderText(word("Paste a connection URL"));
    auto *off = new QLineEdit(word("disabled"), card);
    off->setEnabled(false);
    auto *combo = new QComboBox(card);
    combo->setObjectName(u"galleryCombo"_s);
    combo->addItems({u"verify-full"_s, u"verify-ca"_s, u"require"_s});
    auto *number = new QSpinBox(card);
    number->setMaximum(100000);
    number->setValue(500);
    number->setSuffix(word(" per hour"));
    auto *when = new QDateTimeEdit(QDateTime(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC), card);
    when->setCalendarPopup(true);
    auto *shown = new SecretField(card);
    shown->setObjectName(u"gallerySecret"_s);
    shown->setSecret(Secret(u"edgellm-4vG7sLq0Zr8tXw2yB5nM9kPc"_s));
    shown->setHint(word("The new key"));
    auto *asked = new SecretField(card);
    asked->setEditable(true);
    asked->setHint(word("Password"));
    form->addRow(word("&Name"), name);
    form->addRow(word("&URL"), hint);
    form->addRow(word("O&ff"), off);
    form->addRow(word("&TLS"), combo);
    form->addRow(word("&Limit"), number);
    form->addRow(word("&Expires"), when);
    form->addRow(word("&Key"), shown);
    form->addRow(word("&Password"), asked);
    card->content()->addLayout(form);
    auto *checks = new QHBoxLayout;
    auto *on = new QCheckBox(word("Keep the password"), card);
    on->setChecked(true);
    auto *some = new QCheckBox(word("Some"), card);
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    auto *radio = new QRadioButton(word("Read-only"), card);
    radio->setChecked(true);
    for (QWidget *each : std::initializer_list<QWidget *>{on, some,
             new QCheckBox(word("Off"), card), radio, new QRadioButton(word("Unlocked"), card)})
        checks->addWidget(each);
    checks->addStretch(1);
    card->content()->addLayout(checks);
    return card;
}

QWidget *makeMessages(QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    const auto add = [&](items::Severity severity, const QString &text, const QString &action) {
        auto *banner = new Banner(box);
        banner->showMessage(severity, text, action);
        column->addWidget(banner);
    };
    add(items::Severity::Info,
        word(
            "This database is behind PgBouncer in transaction mode; session settings do not last."),
        {});
    add(items::Severity::Good, word("Chain verified: 31,204 entries, none missing, none changed."),
        word("Export the head"));
    add(items::Severity::Warn,
        word("The certificate is not checked (sslmode=require). Anyone between you and the server "
             "can read along."),
        word("Use verify-full"));
    add(items::Severity::Bad,
        word("The server closed the connection. Trying again in 4 s; nothing you typed is lost."),
        word("Try now"));
    auto *running = new ProgressRow(word("Backup of ollama_api"), box);
    running->setProgress({43'000'000, 100'000'000, word("Copying usage_logs"), u"112 MB/s"_s},
        word("about 2 min left"));
    auto *unknown = new ProgressRow(word("Counting"), box);
    unknown->setProgress({1'204'331, {}, word("Scanning"), {}});
    auto *done = new ProgressRow(word("Restore drill"), box);
    done->setEnded(items::Severity::Good, word("14 of 14 tables equal, 38 s"));
    auto *failed = new ProgressRow(word("Migration"), box);
    failed->setEnded(items::Severity::Bad, word("The disk is full; nothing was changed."));
    for (QWidget *row : {running, unknown, done, failed})
        column->addWidget(row);
    column->addStretch(1);
    return box;
}

QWidget *makeIcons(QWidget *parent)
{
    auto *card = new Card(word("Icons"), parent);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    for (const char16_t *name : {u"house", u"key-round", u"chart-column", u"clipboard-list",
             u"activity", u"message-square", u"database", u"arrow-left-right",
             u"hard-drive-download", u"git-branch", u"server", u"list-checks", u"settings",
             u"search", u"lock", u"lock-open", u"shield-check", u"trash-2"}) {
        auto *normal = new QToolButton(card);
        normal->setProperty("kind", u"quiet"_s);
        normal->setIconSize(QSize(18, 18));
        normal->setIcon(icon(QString::fromUtf16(name)));
        normal->setAccessibleName(QString::fromUtf16(name));
        row->addWidget(normal);
    }
    auto *off = new QToolButton(card);
    off->setProperty("kind", u"quiet"_s);
    off->setIcon(icon(u"message-square"_s));
    off->setAccessibleName(word("disabled"));
    off->setEnabled(false);
    row->addWidget(off);
    row->addStretch(1);
    card->content()->addLayout(row);
    return card;
}

} // namespace

QWidget *makeControls(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::kMedium);
    left->addWidget(makeButtons(page));
    left->addWidget(makeForm(page));
    left->addWidget(makeIcons(page));
    left->addStretch(1);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(0, space::kMedium, 0, 0);
    row->setSpacing(space::kLarge);
    row->addLayout(left, 1);
    row->addWidget(makeMessages(page), 1);
    return page;
}

} // namespace gatehouse::ui::gallery
