#include "ui/widgets/secretclipboard.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QTimer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray digestOf(const QString &text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

SecretClipboard::SecretClipboard(QObject *parent) : QObject(parent)
{
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    m_timer->setInterval(kClearAfter);
    connect(m_timer, &QTimer::timeout, this, &SecretClipboard::clearNow);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &SecretClipboard::clearNow);
}

SecretClipboard &SecretClipboard::instance()
{
    static QPointer<SecretClipboard> one;
    if (!one)
        one = new SecretClipboard(qApp);
    return *one;
}

void SecretClipboard::setClearAfter(int ms) { m_timer->setInterval(ms); }

void SecretClipboard::copy(const QString &secret)
{
    auto *mime = new QMimeData;
    mime->setText(secret);
    // What clipboard managers of KDE, Windows and macOS look for before they remember a text.
    mime->setData(u"x-kde-passwordManagerHint"_s, "secret");
    mime->setData(
        u"application/x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\""_s,
        "1");
    mime->setData(u"application/x-nspasteboard-concealed-type"_s, "secret");
    mime->setData(u"org.nspasteboard.ConcealedType"_s, "secret");
    QGuiApplication::clipboard()->setMimeData(mime);
    m_digest = digestOf(secret);
    m_timer->start();
    Q_EMIT copied((m_timer->interval() + 999) / 1000);
}

bool SecretClipboard::holdsOurs() const
{
    return !m_digest.isEmpty() && digestOf(QGuiApplication::clipboard()->text()) == m_digest;
}

void SecretClipboard::clearNow()
{
    m_timer->stop();
    if (m_digest.isEmpty())
        return;
    if (holdsOurs())
        QGuiApplication::clipboard()->clear();
    m_digest.clear();
    Q_EMIT cleared();
}

int SecretClipboard::remainingSeconds() const
{
    return m_timer->isActive() ? (m_timer->remainingTime() + 999) / 1000 : 0;
}

} // namespace gatehouse::ui
