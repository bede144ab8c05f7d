#pragma once

#include "keys/change.h"

#include <QWidget>

namespace gatehouse::ui {

class PlainLabel;
class SecretField;

// A new key, shown once: the text, Copy, and what became of it. Forgets the key when it is hidden.
class KeyOnce : public QWidget
{
    Q_OBJECT

public:
    explicit KeyOnce(QWidget *parent = nullptr);

    void setCreated(const keys::Created &created, const QString &sentence);
    bool wasCopied() const { return m_copied; }

Q_SIGNALS:
    void copied();

private:
    PlainLabel *m_title = nullptr, *m_text = nullptr, *m_fingerprint = nullptr, *m_record = nullptr;
    SecretField *m_secret = nullptr;
    bool m_copied = false;
};

} // namespace gatehouse::ui
