#include "ui/start/profilecard.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kWidth = 316;
constexpr int kStrip = 5;

} // namespace

QString lastUsedText(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid())
        return {};
    const qint64 minutes = when.secsTo(now) / 60;
    if (minutes < 1)
        return ProfileCard::tr("just now");
    if (minutes < 60)
        return ProfileCard::tr("%1 min ago").arg(minutes);
    if (minutes < 24 * 60)
        return ProfileCard::tr("%1 h ago").arg(minutes / 60);
    if (minutes < 30 * 24 * 60)
        return ProfileCard::tr("%1 d ago").arg(minutes / (24 * 60));
    return QLocale().toString(when.date(), QLocale::ShortFormat);
}

ProfileCard::ProfileCard(const db::Profile &profile, const QDateTime &now, QWidget *parent)
    : QFrame(parent), m_profile(profile)
{
    setObjectName(u"profileCard"_s);
    setProperty("card", true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFixedWidth(kWidth);
    auto *name = new PlainLabel(profile.name, this);
    name->setFont(headingFont());
    auto *more = makeIconButton(u"ellipsis"_s, tr("More"), this, u"profileMore"_s);
    more->setFocusPolicy(Qt::NoFocus); // the card's menu key does the same
    connect(more, &QToolButton::clicked, this,
        [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    auto *label = new PlainLabel(profile.info.label(), this);
    label->setTone(PlainLabel::Tone::Muted);
    label->setElide(Qt::ElideMiddle);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kSmall);
    top->addWidget(name, 1);
    top->addWidget(more);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(
        kStrip + space::kMedium, space::kSmall + 2, space::kSmall, space::kMedium);
    column->setSpacing(2);
    column->addLayout(top);
    column->addWidget(label);
    column->addSpacing(space::kSmall);
    column->addWidget(makeFoot(now));
    QStringList words{profile.name, db::environmentName(profile.environment), profile.info.label()};
    if (profile.info.isWeak())
        words << tr("weak TLS");
    setAccessibleName(safeText(words.join(u", "_s)));
}

QWidget *ProfileCard::makeFoot(const QDateTime &now)
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, space::kTiny, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(new EnvironmentBadge(m_profile.environment, foot));
    if (m_profile.info.isWeak()) {
        auto *sign = new IconLabel(15, foot);
        sign->setIcon(u"shield-alert"_s, items::Severity::Bad);
        auto *word = new PlainLabel(tr("weak TLS"), foot);
        word->setFont(smallFont());
        word->setTone(PlainLabel::Tone::Bad);
        word->setToolTip(db::tlsMeaning(m_profile.info.tls));
        row->addWidget(sign);
        row->addWidget(word);
    }
    if (!m_profile.tunnel.target.isEmpty()) {
        auto *ssh = new PlainLabel(tr("SSH"), foot);
        ssh->setFont(smallFont());
        ssh->setTone(PlainLabel::Tone::Muted);
        ssh->setToolTip(m_profile.tunnel.target);
        row->addWidget(ssh);
    }
    row->addStretch(1);
    auto *used = new PlainLabel(lastUsedText(m_profile.lastUsed, now), foot);
    used->setFont(smallFont());
    used->setTone(PlainLabel::Tone::Muted);
    if (m_profile.lastUsed.isValid())
        used->setToolTip(QLocale().toString(m_profile.lastUsed.toLocalTime(), QLocale::LongFormat));
    row->addWidget(used);
    return foot;
}

QSize ProfileCard::sizeHint() const { return QSize(kWidth, QFrame::sizeHint().height()); }

QColor ProfileCard::colour() const
{
    const QColor own(m_profile.color);
    return own.isValid() ? own : tokens().of(m_profile.environment);
}

void ProfileCard::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF whole = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (underMouse() && !hasFocus()) {
        painter.setPen(mix(t.border, t.text, 0.3));
        painter.drawRoundedRect(whole, kRadius, kRadius);
    }
    QPainterPath shape;
    shape.addRoundedRect(whole, kRadius, kRadius);
    painter.save();
    painter.setClipPath(shape);
    painter.fillRect(
        QRect(layoutDirection() == Qt::RightToLeft ? width() - kStrip : 0, 0, kStrip, height()),
        colour());
    painter.restore();
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
    }
}

void ProfileCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT openRequested();
}

void ProfileCard::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT openRequested();
        break;
    case Qt::Key_F2:
        Q_EMIT editRequested();
        break;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested();
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

void ProfileCard::contextMenuEvent(QContextMenuEvent *event) { showMenu(event->globalPos()); }

void ProfileCard::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"profileMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(u"plug"_s), tr("&Connect"), this, &ProfileCard::openRequested);
    menu->addAction(icon(u"pencil"_s), tr("&Edit…"), QKeySequence(Qt::Key_F2), this,
        &ProfileCard::editRequested);
    menu->addAction(icon(u"copy"_s), tr("D&uplicate"), this, &ProfileCard::duplicateRequested);
    menu->addAction(
        icon(u"upload"_s), tr("E&xport without password…"), this, &ProfileCard::exportRequested);
    menu->addSeparator();
    menu->addAction(tr("&Forget the password"), this, &ProfileCard::forgetRequested);
    menu->addAction(icon(u"trash-2"_s), tr("&Delete…"), QKeySequence(Qt::Key_Delete), this,
        &ProfileCard::deleteRequested);
    menu->popup(at);
}

} // namespace gatehouse::ui
