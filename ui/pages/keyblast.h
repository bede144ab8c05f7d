#pragma once

#include "keys/blast.h"
#include "ui/pages/keyscontext.h"

class QGridLayout;

namespace gatehouse::ui {

class PlainLabel;

// Who used these keys in 30 days and when it is quiet, for a dialog that is about to end them (K7).
// Asks by itself; what cannot be told is said in its place.
class KeyBlast : public QWidget
{
    Q_OBJECT

public:
    KeyBlast(const KeysContext &context, const std::vector<keys::Key> &keys, QWidget *parent);

private:
    void addLine(const QString &what, const QString &value);
    QGridLayout *m_lines = nullptr;
    PlainLabel *m_state = nullptr;
};

// Requests that still come after a key was revoked or its text replaced.
class KeyStragglers : public QWidget
{
    Q_OBJECT

public:
    explicit KeyStragglers(QWidget *parent);
    void clear(); // hides itself
    void showLate(const keys::Stragglers &late);

private:
    PlainLabel *m_title = nullptr, *m_text = nullptr;
    QGridLayout *m_latest = nullptr;
};

} // namespace gatehouse::ui
