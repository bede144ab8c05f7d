#include "ui/frame/contextbar.h"

#include "base/safetext.h"
#include "ui/frame/contextchip.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace gatehouse::ui {

namespace {

constexpr int kLine = 4, kHeight = 44;

PlainLabel *label(const QString &name, const QString &text, const QFont &font, QWidget *parent)
{
    auto *made = new PlainLabel(parent);
    made->setObjectName(name);
    made->setText(text);
    made->setFont(font);
    made->setToolTip(safeText(text, kToolTipLength));
    return made;
}

QPushButton *searchButton(QWidget *parent)
{
    auto *search = new QPushButton(icon(u"search"_s),
        ContextBar::tr("Search or run a command    %1")
            .arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText)),
        parent);
    search->setObjectName("searchField"_L1);
    search->setAccessibleName(ContextBar::tr("Search or run a command"));
    return search;
}

} // namespace

ContextBar::ContextBar(Workspace &workspace, QWidget *parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_tls(new ContextChip("tlsChip"_L1, this)),
      m_lock(new ContextChip("lockChip"_L1, this)),
      m_systems(new QComboBox(this))
{
    setObjectName("contextBar"_L1);
    setFixedHeight(kHeight);
    const db::Profile &profile = workspace.profile();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium, kLine, space::kMedium, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(new EnvironmentBadge(profile.environment, this));
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    row->addWidget(label(u"connectionName"_s, safeText(profile.name, 40), strong, this));
    auto *target =
        label(u"connectionTarget"_s, elideMiddle(profile.info.label(), 48), font(), this);
    target->setTone(PlainLabel::Tone::Muted);
    row->addWidget(target);
    row->addWidget(m_tls);
    row->addWidget(m_lock);
    row->addWidget(m_systems);
    row->addStretch();
    auto *search = searchButton(this);
    row->addWidget(search);

    m_systems->setObjectName("systemChooser"_L1);
    m_systems->setAccessibleName(tr("Back end in this database"));
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, &ContextBar::showLock);
    connect(search, &QPushButton::clicked, this, &ContextBar::paletteWanted);
    connect(m_lock->action(), &QPushButton::clicked, this, [this] {
        if (m_workspace.link().isUnlocked())
            m_workspace.link().lock();
        else
            Q_EMIT unlockWanted();
    });
    connect(m_systems, &QComboBox::activated, &workspace, &Workspace::chooseMatch);
    connect(&workspace, &Workspace::recognised, this, &ContextBar::showSystems);
    connect(&workspace, &Workspace::matchChanged, this, &ContextBar::showSystems);
    connect(&workspace.link(), &db::Link::stateChanged, this, &ContextBar::showTls);
    connect(&workspace.link(), &db::Link::lockChanged, this, &ContextBar::showLock);
    showTls();
    showLock();
    showSystems();
}

void ContextBar::showTls()
{
    const db::ConnInfo &info = m_workspace.profile().info;
    const auto facts = m_workspace.link().facts();
    const QString mode = db::tlsName(info.tls);
    if (info.host.isEmpty() || info.host.startsWith(u'/')) {
        m_tls->setState(u"plug"_s, tr("socket"), items::Severity::None);
        m_tls->setExplanation(tr(
            "The server is reached through a socket on this machine; nothing crosses a network."));
        return;
    }
    if (info.isLocal()) {
        m_tls->setState(u"plug"_s,
            facts && !facts->tls.isEmpty() ? tr("local, %1").arg(facts->tls) : tr("local"),
            items::Severity::None);
        m_tls->setExplanation(tr("The server is on this machine; nothing crosses a network."));
        return;
    }
    if (info.tls == db::TlsMode::VerifyFull) {
        m_tls->setState(u"shield-check"_s, mode, items::Severity::Good);
        m_tls->setExplanation(facts && !facts->tls.isEmpty()
                ? tr("Encrypted with %1; the server's certificate and name were checked.")
                      .arg(facts->tls)
                : tr("The server's certificate and name are checked at every login."));
        return;
    }
    m_tls->setState(u"shield-alert"_s, tr("%1: not verified").arg(mode), items::Severity::Bad);
    m_tls->setExplanation(
        tr("With sslmode %1 somebody between you and the server can read and change everything. "
           "Set TLS to verify-full in the connection.")
            .arg(mode));
}

void ContextBar::showLock()
{
    const db::Link &link = m_workspace.link();
    if (!link.isUnlocked()) {
        m_countdown.stop();
        m_lock->setState(u"lock"_s, tr("read-only"), items::Severity::None);
        m_lock->setActionText(tr("Unlock..."));
        m_lock->setExplanation(
            tr("The server refuses every change from this window until it is unlocked."));
        return;
    }
    const int left = link.unlockSecondsLeft();
    m_lock->setState(u"lock-open"_s,
        tr("unlocked %1:%2").arg(left / 60).arg(left % 60, 2, 10, QLatin1Char('0')),
        items::Severity::Warn);
    m_lock->setActionText(tr("Lock now"));
    m_lock->setExplanation(
        tr("Changes are possible until the time runs out; then the window is read-only again."));
    m_countdown.start();
}

void ContextBar::showSystems()
{
    m_systems->clear();
    if (const auto recognition = m_workspace.recognition()) {
        for (const systems::Match &match : recognition->matches)
            m_systems->addItem(
                tr("%1 in %2").arg(safeText(match.system->title, 40), safeText(match.schema, 40)));
    }
    m_systems->setCurrentIndex(m_workspace.matchIndex());
    m_systems->setVisible(m_systems->count() > 1);
}

void ContextBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(0, 0, width(), kLine, tokens().of(m_workspace.profile().environment));
    painter.fillRect(0, height() - 1, width(), 1, tokens().border);
}

} // namespace gatehouse::ui
