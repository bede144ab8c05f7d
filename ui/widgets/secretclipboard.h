// A secret on the clipboard for ten seconds, kept out of clipboard histories (facts, 2.5).
#pragma once

#include <QObject>
#include <QString>

class QTimer;

namespace gatehouse::ui {

// One for the program, made on first use, gone with the QApplication. Clears only what it put there
// itself; also when the program quits.
class SecretClipboard : public QObject
{
    Q_OBJECT

public:
    static constexpr int kClearAfter = 10'000; // ms; as KeePassXC

    static SecretClipboard &instance();
    void copy(const QString &secret);
    void clearNow();              // when it still holds our secret
    int remainingSeconds() const; // 0: nothing of ours is there
    void setClearAfter(int ms);   // for tests and settings

Q_SIGNALS:
    void copied(int seconds);
    void cleared();

private:
    explicit SecretClipboard(QObject *parent);
    bool holdsOurs() const;

    QTimer *m_timer = nullptr;
    QByteArray m_digest; // SHA-256 of what was copied: enough to know it again
};

} // namespace gatehouse::ui
